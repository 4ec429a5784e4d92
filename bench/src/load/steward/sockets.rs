//! Many WebSockets to one instance. Their tickets are written into the tables, as signing in
//! and asking for a ticket would: neither is what is measured.

use std::net::SocketAddr;

use futures::{StreamExt, TryStreamExt, stream};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::business::Business;
use super::instance::Instance;
use crate::load::socket::Socket;

/// Handshakes at the same time.
const AT_ONCE: usize = 64;

/// Open WebSockets.
#[derive(Debug)]
pub struct Sockets(pub Vec<Socket>);

impl Sockets {
    /// Opens one for each ticket, and reads its welcome.
    pub async fn open(address: SocketAddr, tickets: Vec<String>) -> anyhow::Result<Self> {
        let opening = tickets.into_iter().map(|ticket| async move {
            let mut socket = Socket::open(address, &socket_path(&ticket)).await?;
            let (frame, _) = socket.next().await?;
            anyhow::ensure!(frame.kind == "welcome", "the first frame is {}", frame.kind);
            anyhow::Ok(socket)
        });
        let opened = stream::iter(opening).buffer_unordered(AT_ONCE);
        Ok(Self(opened.try_collect().await?))
    }
}

/// The path that a ticket opens.
pub(super) fn socket_path(ticket: &str) -> String {
    format!("/api/v1/ws?ticket={ticket}")
}

impl Business {
    /// Tickets, `each` for each of the first `people`, with a session behind each person.
    pub async fn tickets(
        &self,
        instance: &Instance,
        people: usize,
        each: usize,
    ) -> anyhow::Result<Vec<String>> {
        let mut connection = PgConnection::connect(&instance.database).await?;
        let members: Vec<Uuid> = self.people.iter().take(people).map(|one| one.id.0).collect();
        let tickets: Vec<String> = sqlx::query_scalar(
            "WITH opened AS ( \
               INSERT INTO sessions (session_id, tenant_id, member_id, account_id, expires_at) \
               SELECT gen_random_uuid(), tenant_id, member_id, account_id, now() + interval '1 day' \
               FROM memberships WHERE tenant_id = $1 AND member_id = ANY($2) \
               RETURNING session_id, tenant_id, member_id), \
             wanted AS ( \
               SELECT opened.*, gen_random_uuid()::text AS ticket \
               FROM opened, generate_series(1, $3)), \
             given AS ( \
               INSERT INTO ws_tickets (ticket_hash, tenant_id, member_id, session_id, expires_at) \
               SELECT sha256(ticket::bytea), tenant_id, member_id, session_id, now() + interval '1 hour' \
               FROM wanted) \
             SELECT ticket FROM wanted",
        )
        .bind(self.tenant.0)
        .bind(&members)
        .bind(i32::try_from(each)?)
        .fetch_all(&mut connection)
        .await?;
        connection.close().await?;
        Ok(tickets)
    }
}
