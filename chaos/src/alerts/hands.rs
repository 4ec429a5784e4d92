//! What people with all rights on the database do, and what an owner and an operator do.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use super::deployment::Deployment;

const PATIENCE: Duration = Duration::from_secs(60);
/// What another program calls itself.
const OTHER: &str = "nightly-report";
/// The part of the connections that it leaves nobody: over 85 %, with room for pools that grow.
const USED: i64 = 92;

impl Deployment {
    /// A connection as superuser, past every link.
    pub(super) async fn superuser(&self) -> anyhow::Result<PgConnection> {
        Ok(PgConnection::connect(&self.cluster.database).await?)
    }

    /// Somebody else begins a transaction, and leaves it open.
    pub(super) async fn hold(&mut self, sql: &str) -> anyhow::Result<()> {
        let mut connection = self.superuser().await?;
        let begin = format!("SET application_name = '{OTHER}'; BEGIN; {sql}");
        connection.execute(sqlx::raw_sql(&begin)).await?;
        let pid: i32 =
            sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await?;
        self.shell.examples.push(("4711", pid.to_string()));
        self.sessions.push(connection);
        Ok(())
    }

    /// Another program opens connections until hardly one is left.
    pub(super) async fn connect(&mut self) -> anyhow::Result<()> {
        let mut connection = self.superuser().await?;
        let (used, limit): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL), \
                    current_setting('max_connections')::bigint \
                      - current_setting('superuser_reserved_connections')::bigint",
        )
        .fetch_one(&mut connection)
        .await?;
        connection.close().await?;
        for _ in used..limit * USED / 100 {
            let mut connection = self.superuser().await?;
            let name = format!("SET application_name = '{OTHER}'");
            connection.execute(sqlx::raw_sql(&name)).await?;
            self.sessions.push(connection);
        }
        Ok(())
    }

    /// Waits until a query says so.
    pub(super) async fn until(&self, sql: &str) -> anyhow::Result<()> {
        let mut connection = self.superuser().await?;
        let begun = Instant::now();
        while !sqlx::query_scalar::<_, bool>(sql).fetch_one(&mut connection).await? {
            ensure!(begun.elapsed() < PATIENCE, "it did not become so");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(connection.close().await?)
    }

    async fn member(&self, email: &str) -> anyhow::Result<(Uuid, Uuid)> {
        let mut connection = self.superuser().await?;
        let found = sqlx::query_as(
            "SELECT m.tenant_id, m.member_id FROM memberships m JOIN accounts a USING (account_id) \
             WHERE a.email = $1",
        )
        .bind(email)
        .fetch_one(&mut connection)
        .await?;
        connection.close().await?;
        Ok(found)
    }

    /// Writes an event that no build can apply.
    pub(super) async fn poison(&mut self, email: &str) -> anyhow::Result<()> {
        let (tenant, member) = self.member(email).await?;
        let ids = [(); 3].map(|()| Uuid::new_v4());
        let metadata = json!({
            "event_id": ids[0], "actor": "system:withdrawn-build", "correlation_id": ids[1],
            "causation_id": ids[1], "command_id": ids[1], "occurred_at": "2026-11-23T20:41:00Z",
        });
        let mut connection = self.superuser().await?;
        let position: i64 = sqlx::query_scalar(include_str!("poison.sql"))
            .bind(format!("{tenant}/{member}"))
            .bind(metadata.to_string())
            .bind(ids[0])
            .bind(ids[1])
            .fetch_one(&mut connection)
            .await?;
        self.shell.examples.push(("directory 1024", format!("directory {position}")));
        Ok(connection.close().await?)
    }

    /// Leaves out what is parked, as `steward dead-letters show` says.
    pub(super) async fn discard(&self) -> anyhow::Result<()> {
        let listed = self.shell.does("steward dead-letters list --json").await?;
        for line in listed.lines() {
            let letter: Value = serde_json::from_str(line)?;
            let named = letter["projection"].as_str().context("it names no projection")?;
            let which = format!("{named} {}", letter["position"]);
            self.shell.does(&format!("steward dead-letters show {which}")).await?;
            if letter["first"] == true {
                let reason = "--reason \"written by a build that was withdrawn\"";
                self.shell.does(&format!("steward dead-letters discard {which} {reason}")).await?;
            }
        }
        Ok(())
    }

    /// An owner erases somebody.
    pub(super) async fn erase(&self, email: &str) -> anyhow::Result<()> {
        let (_, member) = self.member(email).await?;
        let body = json!({ "confirm": member });
        let path = format!("members/{member}/erase");
        let answer = self.people.owner()?.post(&path, &body, &format!("erase-{member}")).await?;
        ensure!(answer.is_done(), "erasing: {answer:?}");
        Ok(())
    }
}
