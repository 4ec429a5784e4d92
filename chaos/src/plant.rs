//! Bugs put in on purpose, from outside of the program: into the schema of the run's own
//! database and its settings, or into what the program says to it. A checker that does not
//! find them is of no use.

use anyhow::Context;
use clap::ValueEnum;
use sqlx::{Connection, Executor, PgConnection};

use crate::link::{Proxy, Rewrite};

/// `eventing::checkpoint` without what asks, where the checkpoint moves, whether it is still
/// where this holder left it, under the lease that it has. Each lease can be taken at once: that
/// alone does no harm, and nobody need be stopped for it to be lost.
const UNFENCED: &[Rewrite] = &[
    Rewrite { from: "holder = $3 OR expires_at < clock_timestamp())", to: "true)" },
    Rewrite { from: "AND epoch = $3 AND position = $4", to: "AND $3 + $4 IS NOT NULL" },
    Rewrite {
        from: "c.epoch = lease.epoch AND c.position = lease.position",
        to: "lease.epoch + lease.position IS NOT NULL",
    },
];

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
    /// Whoever lost a lease and does not know goes on writing.
    LeaseWithoutFencing,
}

impl Plant {
    /// Changes the database, or what is said to it over its link, after the schema is there and
    /// before anything runs.
    pub async fn put_in(self, database: &str, link: &Proxy) -> anyhow::Result<()> {
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
            Self::LeaseWithoutFencing => {
                link.rewrite(UNFENCED);
                &[]
            }
        };
        let mut connection = PgConnection::connect(database).await?;
        for statement in statements {
            connection.execute(*statement).await.context(*statement)?;
        }
        connection.execute("SELECT pg_reload_conf()").await?;
        Ok(connection.close().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::UNFENCED;

    #[test]
    fn what_is_rewritten_is_what_the_program_says() {
        let said = include_str!("../../eventing/src/checkpoint.rs");
        for rewrite in UNFENCED {
            assert!(said.contains(rewrite.from), "{rewrite:?}");
            assert!(rewrite.to.len() <= rewrite.from.len(), "{rewrite:?}");
        }
    }
}
