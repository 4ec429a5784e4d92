//! What each command of the program can reach: but for the tools of the whole log, none
//! takes the id of anything of a business, so none can be given another one's. Whoever can run them has the deployment's
//! own secrets; what they print and log is hunted for words in `tests/cluster/secrecy.rs`.

use clap::{Command, CommandFactory, Parser};

use crate::Cli;

/// A line for each command. To add one is to decide it.
const REACH: &[(&str, &str)] = &[
    ("up", "every role, in this process"),
    ("api", "one role"),
    ("relay", "one role"),
    ("projector", "one role"),
    ("agent-worker", "one role"),
    ("timers", "one role"),
    ("push", "one role"),
    ("sealer", "one role"),
    ("offline-model", "no database"),
    ("migrate", "the schema"),
    ("seed", "the demo's businesses, by ids of its own"),
    ("demo", "a private instance"),
    ("eval", "a private instance"),
    ("doctor", "settings, and figures of the whole; no row of a business"),
    ("completions", "no database"),
    ("extract-text", "its standard input, in a process that is limited"),
    ("services", "the servers, no row in them"),
    ("operator invite", "the deployment's own tenant, whose id is fixed"),
    ("generate", "businesses that it makes up, by ids of its own"),
    ("events list", "the whole log"),
    ("events show", "the whole log"),
    ("events export", "the whole log; personal text stays sealed"),
    ("events import", "an empty log, and a file"),
    ("events tail", "the whole log"),
    ("streams state", "the whole log"),
    ("erase member", "one member of one business, named by whoever runs the deployment"),
    ("erase tenant", "all members of one business, named by whoever runs the deployment"),
    ("erase list", "ids and numbers of all erasures"),
    ("erase again", "those who were erased before, of any business, from a list of them"),
    ("export member", "one member's own words, into a file that nobody else can read"),
    ("keys rotate", "the wrapping of every member's key"),
    ("keys retire", "the wrapping of every member's key"),
    ("dead-letters list", "which events are parked, of the whole log"),
    ("dead-letters show", "one event of the whole log; words in it are withheld"),
    ("dead-letters retry", "the read models, from the log"),
    ("dead-letters discard", "the read models, which leave an event out"),
    ("replay", "the whole log, told without words; or the rows of some streams"),
    ("projections list", "how far the read models are; no row of them"),
    ("projections status", "how far one read model is; no row of it"),
    ("projections pause", "the read models, which stand still"),
    ("projections resume", "the read models"),
    ("projections rebuild", "the read models, made anew from the whole log"),
    ("projections verify", "the read models; words in what differs are withheld"),
    ("projections abandon", "an interrupted rebuild"),
    ("projections drop-retired", "the tables from before a rebuild"),
    (
        "backup create",
        "the whole database but what can be made anew, into files of the caller's own",
    ),
    ("backup keys", "the wrapped keys of members and how people sign in, into such files"),
    ("backup verify", "files"),
    ("restore from", "an empty database, and files"),
    ("restore adopt", "a database that nothing else works on"),
    ("audit verify", "the whole log, or an export of it"),
    ("audit prove", "the whole log"),
    ("audit check-proof", "a file"),
    ("audit export", "the whole log; personal text stays sealed"),
    ("audit key", "no database"),
    ("audit trail", "the security trail of one business, named by whoever runs the deployment"),
];

/// The tools of the whole log: they may name a thing of any business, for it is the
/// database's owner who runs them. They print no personal text;
/// an export goes into a file.
const OF_THE_LOG: [&str; 7] =
    ["events", "streams", "audit", "generate", "dead-letters", "erase", "export"];

/// Words in the name of an argument that would name something of a business.
const THINGS: [&str; 12] = [
    "tenant",
    "member",
    "conversation",
    "message",
    "turn",
    "task",
    "document",
    "shift",
    "fact",
    "stream",
    "business",
    "account",
];

/// Numbers that hold for all of a kind, and name none of them.
const FIGURES: &[&str] = &["member_requests", "tenant_requests"];

/// Every command that does something, by its whole name.
fn leaves(command: &Command, before: &str) -> Vec<(String, Command)> {
    let mut found = Vec::new();
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        let name = format!("{before}{}", inner.get_name());
        if inner.has_subcommands() {
            found.extend(leaves(inner, &format!("{name} ")));
        } else {
            found.push((name, inner.clone()));
        }
    }
    found
}

/// What is wrong with a program's commands.
fn faults(program: &Command) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, command) in leaves(program, "") {
        if !REACH.iter().any(|(known, _)| *known == name) {
            faults.push(format!("`{name}` has no line in steward/src/reach.rs"));
        }
        let noun = name.split(' ').next().unwrap_or_default();
        if OF_THE_LOG.contains(&noun) {
            continue;
        }
        for argument in command.get_arguments() {
            let argument = argument.get_id().as_str();
            if !FIGURES.contains(&argument) && THINGS.iter().any(|thing| argument.contains(thing)) {
                faults
                    .push(format!("`{name}` takes {argument}, which names a thing of a business"));
            }
        }
    }
    faults
}

#[test]
fn every_command_has_its_reach_and_takes_nothing_of_a_business() {
    assert_eq!(faults(&Cli::command()), [""; 0]);
}

#[test]
fn a_command_without_a_reach_is_found() {
    #[derive(Parser)]
    enum MadeUp {
        /// Would tell everything.
        Peek {
            #[arg(long)]
            tenant_id: String,
        },
    }
    let MadeUp::Peek { tenant_id } = MadeUp::parse_from(["steward", "peek", "--tenant-id", "x"]);
    assert_eq!(tenant_id, "x");
    let faults = faults(&MadeUp::command());
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains("has no line") && faults[1].contains("tenant_id"), "{faults:?}");
}
