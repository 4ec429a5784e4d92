//! REST, WebSocket, sign-in, OpenAPI, and the web app's files.
//!
//! - [`config`]: what `run` needs; [`state`]: what handlers share
//! - [`error`]: every failure as RFC 9457 problem+json; `extract`: extractors that
//!   refuse precisely; `layers`: trace, problems, panics, time limits, headers
//! - [`auth`]: signing in and staying signed in
//! - `features`: the contract, one folder per part; `command`: from request to command;
//!   `page`: lists; `progress`: reading your writes
//! - `connections`: taken within limits, cut off when slow
//! - `limits`: how many requests one client may make
//! - `permission`: who may do what, in one table
//! - `roster`: shifts, and whose time they take
//! - [`mail`]: what people are told outside the app
//! - `extraction`: files read by another process, few at a time
//! - `ws`: live updates; `web`: the app's files; `docs`: the reference; [`metrics`]

pub mod auth;
pub mod config;
pub mod error;
pub mod mail;
pub mod metrics;
pub mod state;

mod command;
mod connections;
mod docs;
mod extract;
mod extraction;
mod features;
mod health;
mod layers;
mod limits;
mod openapi;
mod page;
mod permission;
mod progress;
mod roster;
mod routes;
mod server;
mod suspension;
mod web;
mod ws;

pub use auth::accounts::{AccountError, NewAccount, PasswordRules, create_account};
pub use config::{Config, Limits, Metrics, ModelInfo, PushOffer, Services};
pub use connections::serve;
pub use extraction::Extractor;
pub use features::invitations::{OperatorInvited, invite_operator};
pub use features::members::{
    MemberExport, erase_anyway, erase_member, erase_members, export_member,
};
pub use mail::{MailConfig, Transport};
pub use roster::{Roster, ShiftChange};
pub use routes::{openapi, router, with_layers};
pub use server::{Error, run, run_on};
pub use state::AppState;
pub use web::web_app_is_there;
