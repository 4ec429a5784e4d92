//! The schema as forward-only migrations, embedded into the program.
//! See `README.md` in this folder for the rules a migration follows.

/// Every migration, in order; run it as a role that may create roles.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");
