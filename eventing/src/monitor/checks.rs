//! The checks of the rules: how something is when all is well, or else what is wrong.

use super::{Figures, Progress};

/// For how long an event may be in the log before Redis has it.
const DELIVERED_WITHIN: f64 = 10.0;
/// For how long before it is projected.
const PROJECTED_WITHIN: f64 = 15.0;
/// For how long before a signed head covers it.
const SEALED_WITHIN: f64 = 120.0;
/// How long an erasure may take.
const ERASED_WITHIN: f64 = 600.0;
/// How late a timer may fire.
const FIRED_WITHIN: f64 = 30.0;
/// How long a message may wait for somebody to take it up.
const TAKEN_UP_WITHIN: f64 = 30.0;
/// How long a turn may last; a worker gives one up after 180 s.
const ENDED_WITHIN: f64 = 300.0;
/// The part of the connections that may be in use.
const CONNECTIONS: f64 = 0.85;

pub(super) fn dense(it: &Figures) -> Result<String, String> {
    let after_end = format!("events go {} positions beyond the end of the log", it.beyond_head);
    match (it.missing, it.beyond_head) {
        (0, 0) => Ok(format!("dense up to position {}", it.head)),
        (0, _) => Err(after_end),
        (missing, beyond) => {
            let first =
                it.first_missing.map_or_else(String::new, |at| format!(", the first at {at}"));
            let more = if beyond > 0 { format!("; {after_end}") } else { String::new() };
            Err(format!("{missing} of {} positions are missing{first}{more}", it.head))
        }
    }
}

pub(super) fn within_head(it: &Figures) -> Result<String, String> {
    match it.checkpoints_beyond_head.as_slice() {
        [] => Ok(format!("none is beyond position {}", it.head)),
        beyond => Err(format!("beyond the end of the log at {}: {}", it.head, beyond.join(", "))),
    }
}

pub(super) fn delivered(it: &Figures) -> Result<String, String> {
    let told = format!(
        "{} events are not in Redis, the oldest for {}",
        it.undelivered,
        ago(it.undelivered_seconds)
    );
    within(it.undelivered_seconds, DELIVERED_WITHIN, told, "Redis has every event")
}

pub(super) fn projected(it: &Figures) -> Result<String, String> {
    let behind = |late: f64| {
        let mut late: Vec<_> =
            it.projections.iter().filter(|p| !p.paused && p.behind_seconds > late).collect();
        late.sort_by(|a, b| b.behind_seconds.total_cmp(&a.behind_seconds));
        late
    };
    let late = behind(PROJECTED_WITHIN);
    let Some(worst) = late.first() else {
        return Ok(match behind(0.0).first() {
            None => format!("all {} have every event", it.projections.len()),
            Some(last) => format!("{} is behind by {}", last.projection, ago(last.behind_seconds)),
        });
    };
    let names: Vec<&str> = late.iter().map(|p| p.projection.as_str()).collect();
    Err(format!(
        "{} of {} are behind, {} by {} events for {}: {}",
        late.len(),
        it.projections.len(),
        worst.projection,
        worst.behind,
        ago(worst.behind_seconds),
        names.join(", ")
    ))
}

pub(super) fn attended(it: &Figures) -> Result<String, String> {
    let alone = named(it, |p| !p.paused && !p.held);
    none_of(&alone, "an instance works on each", "nobody works on")
}

pub(super) fn running(it: &Figures) -> Result<String, String> {
    none_of(&named(it, |p| p.paused), "none", "paused:")
}

pub(super) fn applied(it: &Figures) -> Result<String, String> {
    let parked: i64 = it.projections.iter().map(|p| p.parked).sum();
    let of = named(it, |p| p.parked > 0);
    none_of(&of, "none", &format!("{parked} events are parked:"))
}

pub(super) fn taken_up(it: &Figures) -> Result<String, String> {
    let told = format!("a message has waited for {}", ago(it.turn_waiting_seconds));
    within(it.turn_waiting_seconds, TAKEN_UP_WITHIN, told, "none waits too long")
}

pub(super) fn ended(it: &Figures) -> Result<String, String> {
    let told = format!("one has not ended for {}", ago(it.turn_running_seconds));
    within(it.turn_running_seconds, ENDED_WITHIN, told, "none lasts too long")
}

pub(super) fn fired(it: &Figures) -> Result<String, String> {
    let told = format!("one was due {} ago and has not fired", ago(it.timer_overdue_seconds));
    within(it.timer_overdue_seconds, FIRED_WITHIN, told, "none is overdue")
}

pub(super) fn erased(it: &Figures) -> Result<String, String> {
    if it.erasures_failed > 0 {
        return Err(format!("{} failed at their last attempt", it.erasures_failed));
    }
    let told = format!(
        "{} are not done, one asked for {} ago",
        it.erasures_waiting,
        ago(it.erasure_waiting_seconds)
    );
    within(it.erasure_waiting_seconds, ERASED_WITHIN, told, "none waits too long")
}

pub(super) fn sealed(it: &Figures) -> Result<String, String> {
    let told = format!(
        "no signed head covers {} events, the oldest for {}",
        it.unsealed,
        ago(it.unsealed_seconds)
    );
    within(it.unsealed_seconds, SEALED_WITHIN, told, "signed heads are up to date")
}

pub(super) fn redis_answers(it: &Figures) -> Result<String, String> {
    let away = "Redis does not answer: everything works, up to a second slower".to_owned();
    if it.redis { Ok("it answers".to_owned()) } else { Err(away) }
}

pub(super) fn connectable(it: &Figures) -> Result<String, String> {
    let told = format!("{} of {} are in use", it.connections, it.connections_limit);
    let full = it.connections as f64 > CONNECTIONS * it.connections_limit as f64;
    if full { Err(told) } else { Ok(told) }
}

fn within(seconds: f64, limit: f64, late: String, fine: &str) -> Result<String, String> {
    if seconds > limit { Err(late) } else { Ok(fine.to_owned()) }
}

fn none_of(names: &[&str], fine: &str, wrong: &str) -> Result<String, String> {
    if names.is_empty() {
        Ok(fine.to_owned())
    } else {
        Err(format!("{wrong} {}", names.join(", ")))
    }
}

fn named(it: &Figures, wanted: impl Fn(&Progress) -> bool) -> Vec<&str> {
    it.projections.iter().filter(|p| wanted(p)).map(|p| p.projection.as_str()).collect()
}

/// A span of time for people.
fn ago(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..120 => format!("{whole} s"),
        120..7200 => format!("{} min", whole / 60),
        _ => format!("{} h", whole / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::RULES;
    use super::*;

    /// Makes something wrong.
    type Spoil = fn(&mut Figures);

    /// All is well, with one projection.
    fn well() -> Figures {
        let tasks = Progress {
            projection: "tasks".to_owned(),
            behind: 0,
            behind_seconds: 0.0,
            paused: false,
            held: true,
            parked: 0,
        };
        Figures {
            head: 9,
            redis: true,
            connections: 10,
            connections_limit: 97,
            projections: vec![tasks],
            ..Figures::default()
        }
    }

    fn found(figures: &Figures) -> Vec<&'static str> {
        RULES.iter().filter(|rule| (rule.check)(figures).is_err()).map(|rule| rule.alert).collect()
    }

    #[test]
    fn where_all_is_well_nothing_is_found() {
        assert_eq!(found(&well()), [""; 0]);
    }

    #[test]
    fn each_thing_that_is_wrong_is_found_and_nothing_else() {
        let wrong: [(&str, Spoil); 14] = [
            ("StewardLogHasHoles", |it| it.missing = 1),
            ("StewardCheckpointBeyondHead", |it| it.checkpoints_beyond_head = vec!["tasks".into()]),
            ("StewardEventsNotDelivered", |it| it.undelivered_seconds = 11.0),
            ("StewardEventsNotProjected", |it| it.projections[0].behind_seconds = 16.0),
            ("StewardProjectionUnattended", |it| it.projections[0].held = false),
            ("StewardProjectionPaused", |it| {
                it.projections[0] =
                    Progress { paused: true, behind_seconds: 99.0, ..it.projections[0].clone() }
            }),
            ("StewardDeadLetters", |it| it.projections[0].parked = 2),
            ("StewardTurnWaiting", |it| it.turn_waiting_seconds = 31.0),
            ("StewardTurnStuck", |it| it.turn_running_seconds = 301.0),
            ("StewardTimerOverdue", |it| it.timer_overdue_seconds = 31.0),
            ("StewardErasureFailed", |it| it.erasures_failed = 1),
            ("StewardSealBehind", |it| it.unsealed_seconds = 121.0),
            ("StewardRedisAway", |it| it.redis = false),
            ("StewardConnectionsNearLimit", |it| it.connections = 90),
        ];
        assert_eq!(wrong.map(|(alert, _)| alert).len(), RULES.len());
        for (alert, spoil) in wrong {
            let mut figures = well();
            spoil(&mut figures);
            assert_eq!(found(&figures), [alert]);
        }
    }

    #[test]
    fn spans_are_short() {
        assert_eq!([0.4, 119.0, 600.0, 90_000.0].map(ago), ["0 s", "119 s", "10 min", "25 h"]);
    }
}
