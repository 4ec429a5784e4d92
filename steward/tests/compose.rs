//! `docker-compose.yml`, `Dockerfile` and `.env.example` fit the program and each other.
//! No container engine runs here, so this is what keeps them true.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

#[derive(Deserialize)]
struct Compose {
    services: BTreeMap<String, Service>,
    #[serde(default)]
    volumes: BTreeMap<String, Option<serde_json::Value>>,
}

#[derive(Deserialize)]
struct Service {
    image: String,
    #[serde(default)]
    build: Option<String>,
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    depends_on: BTreeMap<String, Dependency>,
    #[serde(default)]
    ports: Vec<String>,
    #[serde(default)]
    volumes: Vec<String>,
    #[serde(default)]
    healthcheck: Option<serde_json::Value>,
    #[serde(default)]
    container_name: Option<String>,
    #[serde(default)]
    deploy: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Dependency {
    condition: String,
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn compose() -> Compose {
    serde_saphyr::from_str(&read("docker-compose.yml")).unwrap()
}

impl Compose {
    /// The services that run our own image.
    fn roles(&self) -> impl Iterator<Item = (&String, &Service)> {
        self.services.iter().filter(|(_, service)| service.build.is_some())
    }
}

fn help(arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_steward")).args(arguments).arg("--help").output().unwrap();
    assert!(output.status.success(), "steward {arguments:?} --help fails");
    String::from_utf8(output.stdout).unwrap()
}

fn subcommands() -> BTreeSet<String> {
    let help = help(&[]);
    let lines = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    lines
        .take_while(|line| line.is_empty() || line.starts_with(' '))
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

/// The settings that the program reads, by its own account.
fn settings_of_program() -> BTreeSet<String> {
    let all = subcommands();
    let helps = all.iter().filter(|name| *name != "help").map(|name| help(&[name]));
    helps.flat_map(|help| after_each(&help, "[env: ")).collect()
}

fn settings_of_example() -> BTreeSet<String> {
    let example = read(".env.example");
    let assignments = example.lines().map(|line| line.trim_start_matches('#'));
    assignments
        .filter_map(|line| line.split_once('=').map(|(name, _)| name))
        .filter(|name| !name.is_empty() && name.chars().all(is_of_name))
        .map(str::to_owned)
        .collect()
}

/// The variables that the compose file takes from `.env`.
fn substitutions() -> BTreeSet<String> {
    after_each(&read("docker-compose.yml"), "${").into_iter().collect()
}

fn after_each(text: &str, mark: &str) -> Vec<String> {
    text.split(mark)
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| is_of_name(*c)).collect())
        .collect()
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'
}

#[test]
fn every_role_is_a_subcommand() {
    let known = subcommands();
    for (name, service) in compose().roles() {
        let command = service.command.first().unwrap_or_else(|| panic!("{name} has no command"));
        assert!(known.contains(command), "{name}: `steward {command}` is not in {known:?}");
    }
}

#[test]
fn the_expected_roles_are_there() {
    let compose = compose();
    let names: BTreeSet<&str> = compose.roles().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "agent-worker",
        "api",
        "migrate",
        "offline-model",
        "projector",
        "push",
        "relay",
        "sealer",
        "seed",
    ];
    assert_eq!(names, expected.into());
}

#[test]
fn every_dependency_exists_and_can_be_met() {
    let compose = compose();
    for (name, service) in &compose.services {
        for (other, Dependency { condition }) in &service.depends_on {
            let wanted = compose
                .services
                .get(other)
                .unwrap_or_else(|| panic!("{name} depends on {other}, which does not exist"));
            match condition.as_str() {
                "service_healthy" => {
                    assert!(wanted.healthcheck.is_some(), "{name} waits for {other}'s health");
                }
                "service_completed_successfully" => {
                    assert!(["migrate", "seed"].contains(&other.as_str()), "{other} does not end");
                }
                unknown => panic!("{name}: condition {unknown}"),
            }
        }
    }
}

#[test]
fn roles_wait_for_the_schema() {
    for (name, service) in compose().roles() {
        let needs_schema = !["migrate", "offline-model"].contains(&name.as_str());
        assert_eq!(service.depends_on.contains_key("migrate"), needs_schema, "{name}");
    }
}

#[test]
fn images_are_pinned() {
    for (name, service) in &compose().services {
        assert_pinned(&service.image, name);
    }
    for line in read("Dockerfile").lines() {
        if let Some(image) = line.strip_prefix("FROM ") {
            assert_pinned(image.split_whitespace().next().unwrap(), "Dockerfile");
        }
    }
}

fn assert_pinned(image: &str, of: &str) {
    let tag = image.split_once(':').map(|(_, tag)| tag);
    assert!(
        tag.is_some_and(|tag| tag != "latest" && tag.contains(|c: char| c.is_ascii_digit())),
        "{of}: the image {image} has no version"
    );
}

#[test]
fn settings_are_listed_in_the_example() {
    let listed = settings_of_example();
    for name in substitutions() {
        assert!(listed.contains(&name), "{name} of docker-compose.yml is not in .env.example");
    }
    for (role, service) in compose().roles() {
        for name in service.environment.keys() {
            assert!(listed.contains(name), "{name} of {role} is not in .env.example");
        }
    }
    for name in settings_of_program() {
        assert!(listed.contains(&name), "{name} of the program is not in .env.example");
    }
}

#[test]
fn the_example_lists_nothing_that_nobody_reads() {
    let mut read_by_someone = settings_of_program();
    read_by_someone.extend(substitutions());
    for name in settings_of_example() {
        assert!(read_by_someone.contains(&name), "nobody reads {name} of .env.example");
    }
}

#[test]
fn secrets_have_no_default_that_could_be_taken_for_one() {
    let text = read("docker-compose.yml");
    let secrets = [
        "POSTGRES_PASSWORD",
        "STEWARD_DEPLOYMENT_KEY",
        "STEWARD_SIGNING_KEY",
        "STEWARD_SERVER_SECRET",
        "STEWARD_SEAL_KEY",
    ];
    for name in secrets {
        let (_, rest) = text.split_once(&format!("${{{name}:-")).unwrap();
        let default = rest.split('}').next().unwrap();
        let readable = hex::decode(default)
            .map_or(default.to_owned(), |bytes| String::from_utf8(bytes).unwrap_or_default());
        assert!(readable.starts_with("development-only"), "{name} has the default {readable}");
    }
    assert!(text.contains("GOOGLE_API_KEY: ${GOOGLE_API_KEY:-}\n"));
}

#[test]
fn ports_are_published_on_loopback_only() {
    for (name, service) in &compose().services {
        for port in &service.ports {
            assert!(port.starts_with("127.0.0.1:"), "{name} publishes {port}");
        }
    }
}

#[test]
fn workers_can_be_scaled() {
    let compose = compose();
    let worker = &compose.services["agent-worker"];
    assert!(worker.ports.is_empty() && worker.container_name.is_none());
    assert!(worker.deploy.as_ref().is_some_and(|deploy| deploy.get("replicas").is_some()));
}

#[test]
fn named_volumes_are_declared() {
    let compose = compose();
    for (name, service) in &compose.services {
        for volume in &service.volumes {
            let source = volume.split(':').next().unwrap();
            if !source.starts_with(['.', '/']) {
                assert!(compose.volumes.contains_key(source), "{name}: volume {source}");
            }
        }
    }
}

#[test]
fn the_image_is_built_from_what_is_there() {
    for line in read("Dockerfile").lines() {
        let Some(arguments) = line.strip_prefix("COPY ") else { continue };
        if arguments.starts_with("--from") {
            continue;
        }
        let mut sources: Vec<&str> = arguments.split_whitespace().collect();
        sources.pop();
        for source in sources {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(source);
            assert!(path.exists(), "COPY {source}");
        }
    }
}
