//! The API in process, on real Postgres, with the projector pumped by hand.

mod openapi;
