//! `steward operator invite`: lets somebody join those who run the deployment. It works on
//! an empty one, so it is how the first operator comes in.

use std::time::Duration;

use anyhow::anyhow;
use eventing::checkpoint;

use crate::language::ModelEndpoint;
use crate::platform::Platform;
use crate::secrets::Secrets;
use crate::settings::Settings;

/// How long to wait for the read models to have an invitation.
const PATIENCE: Duration = Duration::from_secs(10);

/// What can be done about operators.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Print a link by which somebody becomes an operator: good once, for seven days.
    Invite(Box<Invite>),
}

/// Whom to invite.
#[derive(Debug, clap::Args)]
pub(crate) struct Invite {
    /// Their name.
    #[arg(long)]
    name: String,
    /// The address that they sign in with.
    #[arg(long)]
    email: String,
    #[command(flatten)]
    settings: Settings,
}

impl Command {
    /// The settings that it runs with, to be completed.
    pub(crate) fn settings_mut(&mut self) -> &mut Settings {
        match self {
            Self::Invite(invite) => &mut invite.settings,
        }
    }

    /// The deployment's settings.
    pub(crate) fn settings(&self) -> &Settings {
        let Self::Invite(invite) = self;
        &invite.settings
    }
}

/// Does it, on the database that the settings name, or that of a running `steward up`.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    let Command::Invite(invite) = command;
    let Invite { name, email, settings } = *invite;
    let urls = settings.external()?;
    let secrets = Secrets::load(&settings, false)?;
    let model = ModelEndpoint::of(&settings);
    let platform = Platform::connect(&settings, secrets, urls, model).await?;
    let services = platform.api_services().await?;
    let invited = api::invite_operator(&services, &name, &email)
        .await
        .map_err(|error| anyhow!("nobody was invited: {error}"))?;
    let (database, signals) = (&services.database, &services.signals);
    let opens = checkpoint::wait_for(database, signals, &[], invited.position, PATIENCE).await?;
    println!("Open this once, before {}:", invited.expires_at.format("%Y-%m-%d %H:%M UTC"));
    println!("  {}/join#{}", settings.public_url(), invited.token);
    if !opens {
        eprintln!(
            "It opens once the read models have reached position {}; is the projector running?",
            invited.position
        );
    }
    Ok(())
}
