//! `steward seed`: the demo's businesses; again, it writes only what is missing.

use anyhow::bail;

use crate::language::ModelEndpoint;
use crate::platform::Platform;
use crate::secrets::Secrets;
use crate::seed;
use crate::settings::Settings;

/// Seeds the deployment that the settings name, or a running `steward up`.
pub(crate) async fn run(settings: Settings) -> anyhow::Result<()> {
    if !settings.demo_allowed() {
        bail!(
            "the demo's accounts have a public password: on {} set STEWARD_DEMO=true to have them",
            settings.listen
        );
    }
    let urls = settings.external()?;
    let secrets = Secrets::load(&settings, false)?;
    let model = ModelEndpoint::of(&settings);
    let platform = Platform::connect(&settings, secrets, urls, model).await?;
    let services = platform.api_services().await?;
    let position = seed::run(&services).await?;
    println!("Seeded; the log stands at position {position}.");
    print!("{}", accounts());
    Ok(())
}

/// The accounts, for people to read.
pub(crate) fn accounts() -> String {
    let mut text = String::new();
    for business in seed::all() {
        text.push_str(&format!("  {}\n", business.name));
        for person in &business.people {
            text.push_str(&format!("    {:<18} {}\n", person.email, person.title));
        }
    }
    text.push_str(&format!("  Password for all: {}\n", seed::PASSWORD));
    text
}
