use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::Personal;
use domain::turn::Usage;
use llm::testing::{Script, response};
use llm::{Finish, Part};
use serde_json::json;

use super::*;

fn at(step: u32, open_calls: &[u32]) -> Turn {
    let open_calls: BTreeSet<u32> = open_calls.iter().copied().collect();
    Turn::Running { member: MemberId::default(), context: true, step, open_calls }
}

fn record(state: Turn) -> Record {
    Record { state, ..Record::default() }
}

fn responded(step: u32, response: ChatResponse) -> (ModelResponded, ChatResponse) {
    let event = ModelResponded {
        step,
        attempt: 1,
        model: String::new(),
        model_version: String::new(),
        prompt_sha256: String::new(),
        response: Personal::of(MemberId::default(), Value::Null),
        finish: String::new(),
        calls: response.tool_calls().count() as u32,
        usage: Usage::default(),
        cost_micro_usd: 0,
        latency_ms: 0,
    };
    (event, response)
}

fn calls(names: &[&str]) -> ChatResponse {
    let call = |name: &&str| ((*name).to_owned(), (*name).to_owned(), json!({}));
    let Script::Respond(response) = Script::tool_calls(names.iter().map(call)) else {
        unreachable!()
    };
    response
}

fn words() -> ChatResponse {
    response(vec![Part::text("Yes.")], Finish::Stop)
}

fn failed(step: u32, retry_in_ms: Option<u64>) -> ModelAttemptFailed {
    let (model, kind) = (String::new(), "overloaded".to_owned());
    ModelAttemptFailed {
        step,
        attempt: 1,
        model,
        kind,
        retry_in_ms,
        latency_ms: 0,
        next_model: None,
        usage: None,
        cost_micro_usd: None,
    }
}

fn next(record: &Record) -> String {
    match record.next() {
        Next::Answer { step, index, call } => format!("answer {} ({step}, {index})", call.name),
        next => format!("{next:?}"),
    }
}

#[test]
fn the_record_says_what_is_due() {
    assert_eq!(next(&record(Turn::Unknown)), "Begin");
    let begun = Turn::Running {
        member: MemberId::default(),
        context: false,
        step: 0,
        open_calls: BTreeSet::new(),
    };
    assert_eq!(next(&record(begun)), "Retrieve");
    assert_eq!(next(&record(at(0, &[]))), "Think(0)");
    for ended in [Turn::Completed, Turn::Failed, Turn::Cancelled] {
        assert_eq!(next(&record(ended)), "Nothing");
    }
}

#[test]
fn calls_are_answered_one_by_one_before_the_next_step() {
    let mut record = record(at(1, &[0, 1]));
    record.responses.push(responded(0, calls(&["a", "b"])));
    assert_eq!(next(&record), "answer a (0, 0)");
    record.state = at(1, &[1]);
    assert_eq!(next(&record), "answer b (0, 1)");
    record.state = at(1, &[]);
    assert_eq!(next(&record), "Think(1)");
}

#[test]
fn words_end_it() {
    let mut record = record(at(2, &[]));
    record.responses.push(responded(1, words()));
    assert_eq!(next(&record), "Reply");
}

#[test]
fn steps_are_bounded() {
    let mut record = record(at(Config::MAX_STEPS, &[]));
    record.responses.push(responded(Config::MAX_STEPS - 1, calls(&["a"])));
    assert_eq!(next(&record), "GiveUp(\"too-many-steps\")");
}

#[test]
fn a_failure_is_tried_again_as_recorded() {
    let mut record = record(at(1, &[]));
    record.responses.push(responded(0, calls(&["a"])));
    record.failures.push((failed(0, None), Utc::now()));
    assert_eq!(next(&record), "Think(1)", "a failure of an earlier step is over");
    record.failures.push((failed(1, Some(5)), Utc::now()));
    assert_eq!(next(&record), "Think(1)");
    record.failures.push((failed(1, None), Utc::now()));
    assert_eq!(next(&record), "GiveUp(\"overloaded\")");
    assert_eq!(record.failures_at(1).count(), 2);
}

#[test]
fn what_has_been_waited_is_not_waited_again() {
    let now = Utc::now();
    let mut record = record(at(1, &[]));
    record.failures.push((failed(1, Some(10_000)), now - TimeDelta::seconds(4)));
    assert_eq!(record.wait_before(1, now), Duration::from_secs(6));
    assert_eq!(record.wait_before(1, now + TimeDelta::seconds(60)), Duration::ZERO);
    assert_eq!(record.wait_before(1, now - TimeDelta::days(1)), Duration::from_secs(10));
    assert_eq!(record.wait_before(2, now), Duration::ZERO);
}

#[test]
fn what_cannot_be_read_ends_it() {
    let mut erased = record(at(1, &[0]));
    erased.unreadable = Some("a response was erased".to_owned());
    assert_eq!(next(&erased), "Fail(\"record-unreadable\")");
    erased.state = Turn::Completed;
    assert_eq!(next(&erased), "Nothing");
    let missing = record(at(1, &[0]));
    assert_eq!(next(&missing), "Fail(\"record-unreadable\")");
}

#[test]
fn a_turn_stays_with_the_model_that_answered_and_goes_where_a_failure_sent_it() {
    let order = ["big".to_owned(), "small".to_owned()];
    let mut record = record(at(0, &[]));
    assert_eq!(record.model_for(0, &order), "big");
    let sent = ModelAttemptFailed {
        model: "big".to_owned(),
        next_model: Some("small".to_owned()),
        ..failed(0, Some(0))
    };
    record.failures.push((sent, Utc::now()));
    assert_eq!(record.model_for(0, &order), "small");
    let (mut event, response) = responded(0, calls(&["a"]));
    event.model = "small".to_owned();
    record.responses.push((event, response));
    assert_eq!(record.model_for(1, &order), "small");
}

#[test]
fn unusable_answers_lead_to_words() {
    let mut record = record(at(0, &[]));
    for (count, words_only) in [(1, false), (2, true)] {
        let kind = if count == 1 { "malformed" } else { "empty" }.to_owned();
        let failure = ModelAttemptFailed { model: "big".to_owned(), kind, ..failed(0, Some(0)) };
        record.failures.push((failure, Utc::now()));
        assert_eq!(record.unusable(0, "big"), count);
        assert_eq!(record.words_only(0, "big"), words_only);
        assert!(!record.words_only(0, "small"), "another model begins anew");
    }
}

#[test]
fn tokens_are_bounded() {
    let mut record = record(at(1, &[]));
    let (mut event, response) = responded(0, calls(&["a"]));
    event.usage = Usage { input: Config::MAX_TOKENS, ..Usage::default() };
    record.responses.push((event, response));
    assert!(record.words_only(1, "big"));
    assert_eq!(next(&record), "Think(1)");
    let usage = Some(Usage { output: Config::MAX_TOKENS, ..Usage::default() });
    record.failures.push((ModelAttemptFailed { usage, ..failed(1, Some(0)) }, Utc::now()));
    assert_eq!(next(&record), "GiveUp(\"too-many-tokens\")");
}
