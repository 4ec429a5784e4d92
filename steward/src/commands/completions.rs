//! `steward completions`: what a shell needs to complete this program's arguments.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::Cli;

/// For which shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    source <(steward completions bash)                                    # for this session\n  \
    steward completions bash > ~/.local/share/bash-completion/completions/steward\n  \
    steward completions zsh > \"${fpath[1]}/_steward\"\n  \
    steward completions fish > ~/.config/fish/completions/steward.fish\n  \
    steward completions powershell >> $PROFILE")]
pub(crate) struct Args {
    /// The shell.
    shell: Shell,
}

/// Prints it.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut text = Vec::new();
    generate(args.shell, &mut Cli::command(), "steward", &mut text);
    Ok(io::stdout().write_all(&text)?)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_shell_completes_commands_and_arguments() {
        for shell in Shell::value_variants() {
            let mut text = Vec::new();
            generate(*shell, &mut Cli::command(), "steward", &mut text);
            let text = String::from_utf8(text).unwrap();
            for known in ["generate", "into-existing", "events", "agent-worker"] {
                assert!(text.contains(known), "{shell}: {known}");
            }
        }
    }
}
