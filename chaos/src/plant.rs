//! Bugs put in on purpose, from outside of the program: into the schema of the run's own
//! database and its settings. A checker that does not
//! find them is of no use.

use anyhow::Context;
use clap::ValueEnum;
use sqlx::{Connection, Executor, PgConnection};

/// A bug of a kind that event-sourced systems are known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Plant {
    /// Commands are answered before they are durable.
    AcknowledgeBeforeCommit,
    /// A checkpoint survives a crash that its rows do not.
    CheckpointBeforeRows,
    /// A command that is sent again takes effect again.
    RetryNotIdempotent,
    /// The log leaves out a position now and then.
    PositionSkipped,
}

impl Plant {
    /// Changes the database, after the schema is there and before anything runs.
    pub async fn put_in(self, database: &str) -> anyhow::Result<()> {
        // One at a time: a setting of the system is not changed within a transaction.
        let statements: &[&str] = match self {
            Self::AcknowledgeBeforeCommit => &[
                "ALTER DATABASE chaos SET synchronous_commit = off",
                "ALTER SYSTEM SET wal_writer_delay = '10s'",
            ],
            Self::CheckpointBeforeRows => &["ALTER TABLE tasks SET UNLOGGED"],
            Self::RetryNotIdempotent => &[
                "CREATE FUNCTION another_id() RETURNS trigger LANGUAGE plpgsql AS \
                   $$ BEGIN NEW.command_id := gen_random_uuid(); RETURN NEW; END $$",
                "CREATE TRIGGER another_id BEFORE INSERT ON commands \
                   FOR EACH ROW EXECUTE FUNCTION another_id()",
            ],
            Self::PositionSkipped => &[
                "CREATE FUNCTION one_more() RETURNS trigger LANGUAGE plpgsql AS \
                   $$ BEGIN IF random() < 0.02 THEN NEW.position := NEW.position + 1; END IF; \
                      RETURN NEW; END $$",
                "CREATE TRIGGER one_more BEFORE UPDATE ON log_head \
                   FOR EACH ROW EXECUTE FUNCTION one_more()",
            ],
        };
        let mut connection = PgConnection::connect(database).await?;
        for statement in statements {
            connection.execute(*statement).await.context(*statement)?;
        }
        connection.execute("SELECT pg_reload_conf()").await?;
        Ok(connection.close().await?)
    }
}
