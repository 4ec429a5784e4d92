//! The two scenarios: a notification across people, and a question to the documents.

use anyhow::Context;
use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::client::{Live, Server, Session};
use super::transcript::Transcript;

/// Runs both.
pub(crate) async fn all(server: &Server, told: &mut Transcript) -> anyhow::Result<()> {
    let conversation = notification(server, told).await?;
    question(server, told, &conversation).await
}

/// Luigi reports a delivery for a time when he is off: whoever works then is told.
async fn notification(server: &Server, told: &mut Transcript) -> anyhow::Result<String> {
    told.scenario("Mario's Pizza: a notification across people");
    let luigi = server.sign_in("luigi@pizza.com").await?;
    let peach = server.sign_in("peach@pizza.com").await?;
    let mario = server.sign_in("mario@pizza.com").await?;
    let (mut luigi_live, mut peach_live) = (luigi.live().await?, peach.live().await?);
    let text = "There's a delivery arriving tomorrow at 10am, but I'm off work";
    let (conversation, reply) = ask(&luigi, &mut luigi_live, "Luigi", text, told).await?;

    let issued = peach_live.event("NotificationIssued", None).await?;
    let position = issued["position"].as_u64();
    told.line("Peach", "gets a notification, live", position);
    let notices = inbox(&peach, position).await?;
    let notice = notices.first().cloned().unwrap_or_default();
    told.line(
        "Peach",
        format!(
            "reads: \"{}\" (from {}, because: {})",
            words(&notice["text"]),
            words(&notice["from"]["name"]),
            words(&notice["reason"])
        ),
        None,
    );
    let tomorrow = Utc::now().with_timezone(&Tz::Europe__Rome).date_naive() + Days::new(1);
    let when = tomorrow.format("%A, %-d %B %Y at 10:00").to_string();
    let action = &reply["actions"][0];
    let recipients =
        action["preview"]["recipients"].as_array().map(Vec::as_slice).unwrap_or_default();
    told.expect("exactly one notification reached Peach", notices.len() == 1);
    told.expect("it comes from Luigi", notice["from"]["name"] == "Luigi");
    told.expect(
        "its text speaks of the delivery",
        words(&notice["text"]).to_lowercase().contains("delivery"),
    );
    told.expect(
        format!("its reason is the roster: on shift {when}"),
        words(&notice["reason"]).contains(&when),
    );
    told.expect("Luigi's reply carries the receipt", action["status"] == "performed");
    told.expect(
        "the receipt names Peach and nobody else",
        recipients.len() == 1 && recipients[0]["name"] == "Peach",
    );
    told.expect(
        "Mario, who is off then, was not notified",
        inbox(&mario, position).await?.is_empty(),
    );
    told.expect("Luigi himself was not notified", inbox(&luigi, position).await?.is_empty());
    Ok(conversation)
}

/// John asks for the next cleaning: the date is computed from the building's schedule.
async fn question(server: &Server, told: &mut Transcript, foreign: &str) -> anyhow::Result<()> {
    told.scenario("Oak Street Property: a question to the documents");
    let john = server.sign_in("john@oakst.com").await?;
    let mut live = john.live().await?;
    let (_, reply) =
        ask(&john, &mut live, "John", "When is the next cleaning scheduled?", told).await?;
    let text = words(&reply["text"]);
    let date = next_cleaning(Utc::now()).context("the calendar has no next cleaning")?;
    let expected = date.format("%A, %-d %B %Y").to_string();
    told.expect(format!("the reply names {expected}"), text.contains(&expected));

    let citation = &reply["citations"][0];
    let path = format!(
        "/api/v1/documents/{}?version={}",
        words(&citation["document_id"]),
        citation["document_version"]
    );
    let document = john.get(&path).await.unwrap_or_default();
    let passage = document["chunks"]
        .as_array()
        .and_then(|chunks| chunks.iter().find(|chunk| chunk["id"] == citation["chunk_id"]).cloned())
        .unwrap_or_default();
    told.line("John", format!("opens the citation: {}", words(&document["title"])), None);
    told.expect(
        "the citation opens the passage",
        words(&passage["text"]).contains("every second Tuesday at 9:00"),
    );
    told.expect(
        "the other tenant's conversation is not to be found",
        john.status(&format!("/api/v1/conversations/{foreign}/messages")).await? == 404,
    );
    told.expect(
        "nothing of the other tenant is in John's notifications",
        inbox(&john, None).await?.is_empty(),
    );
    Ok(())
}

/// Writes to the steward in a new conversation and waits for the reply.
async fn ask(
    member: &Session,
    live: &mut Live,
    name: &str,
    text: &str,
    told: &mut Transcript,
) -> anyhow::Result<(String, Value)> {
    let started = member.post("/api/v1/conversations", json!({})).await?;
    let conversation = words(&started["conversation_id"]).to_owned();
    let messages = format!("/api/v1/conversations/{conversation}/messages");
    let sent = member.post(&messages, json!({ "text": text })).await?;
    told.line(name, format!("writes: \"{text}\""), sent["position"].as_u64());
    let given = live.event("ReplyGiven", Some(&conversation)).await?;
    let position = given["position"].as_u64();
    let after = position.unwrap_or_default();
    let answer = member.get(&format!("{messages}?after_position={after}")).await?;
    let reply = answer["items"]
        .as_array()
        .and_then(|items| items.iter().rev().find(|item| item["role"] == "steward").cloned())
        .context("the reply is not in the conversation")?;
    told.line("Steward", words(&reply["text"]), position);
    for action in reply["actions"].as_array().into_iter().flatten() {
        told.line("Steward", format!("[receipt] {}", words(&action["summary"])), None);
    }
    Ok((conversation, reply))
}

async fn inbox(member: &Session, after: Option<u64>) -> anyhow::Result<Vec<Value>> {
    let after = after.map(|position| format!("?after_position={position}")).unwrap_or_default();
    let answer = member.get(&format!("/api/v1/notifications{after}")).await?;
    Ok(answer["items"].as_array().cloned().unwrap_or_default())
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Every second Tuesday at 9:00 from 6 January 2026, told by counting: not by the code
/// that the steward uses.
fn next_cleaning(now: DateTime<Utc>) -> Option<DateTime<Tz>> {
    let zone = Tz::America__Chicago;
    let mut date = NaiveDate::from_ymd_opt(2026, 1, 6)?;
    loop {
        let at = zone.from_local_datetime(&date.and_hms_opt(9, 0, 0)?).earliest()?;
        if at > now {
            return Some(at);
        }
        date = date + Days::new(14);
    }
}
