//! One API per test, and verbs to use it with.

mod app;
mod business;
mod client;
mod mail;
mod pdf;
mod socket;

pub(crate) use app::{Setup, TestApp, seal_key};
pub(crate) use business::{Business, PASSWORD, Someone, id, in_hours};
pub(crate) use client::{Call, Reply};
pub(crate) use pdf::{Pdf, noise};
pub(crate) use socket::Socket;
