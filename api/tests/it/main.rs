//! The API in process, on real Postgres, with the projector pumped by hand.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]
#![expect(clippy::disallowed_methods, reason = "no test abandons its transactions")]

mod support;
mod tasks;

mod access;
mod actions;
mod adversary;
mod another_answer;
mod api_keys;
mod audit;
mod bad_input;
mod calendars;
mod connections;
mod conversations;
mod dead_letters;
mod departures;
mod disclosures;
mod documents;
mod erasure;
mod explain;
mod facts;
mod feedback;
mod files;
mod files_hostile;
mod history;
mod history_live;
mod idempotency;
mod ingestion;
mod invitations;
mod isolation;
mod kept_conversations;
mod limits;
mod logbook;
mod mail;
mod notice_preferences;
mod notifications;
mod openapi;
mod operator;
mod passwords;
mod problems;
mod profile;
mod projections;
mod push_devices;
mod records;
mod registration;
mod remind;
mod reminders;
mod roster;
mod roster_changes;
mod seals;
mod settings;
mod shifts;
mod sign_in;
mod skew;
mod turns;
mod web;
mod ws;
mod ws_deltas;
