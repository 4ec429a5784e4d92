//! Real databases and servers for tests.
//!
//! A test gets its own database from [`TestDb::new`], copied from a template that
//! has all migrations, and shares one Redis ([`TestDb::redis_url`]); one that has to
//! flush, stop or restart Redis starts its own with [`TestRedis::start`].
//!
//! The servers are started once, outside the tests (`make services`, `make test`):
//! cargo-nextest runs each test in a process of its own. Where they are is read from
//! `STEWARD_TEST_DATABASE_URL` and `STEWARD_TEST_REDIS_URL`, else from the file that
//! `scripts/test-services.sh` wrote.

mod database;
pub mod interleave;
mod redis_server;
mod services;
mod template;

pub use database::TestDb;
pub use redis_server::TestRedis;
pub use services::Services;
