//! A business whose people can sign in.
//!
//! Its past is written by the event store, as the product does it. Accounts are written into
//! their tables with one hash for all, since hashing passwords is not what is measured.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use argon2::password_hash::{PasswordHasher, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::Utc;
use domain::member::{Member, MemberCommand, MemberJoined};
use domain::tenant::{Tenant, TenantCommand, TenantRegistered};
use domain::{Actor, MemberId, Personal, Role, TenantId, TimeZone};
use eventing::{
    CommandRequest, Database, DbRole, DeploymentKey, EventStore, KeyRing, Signals, Step,
};
use serde::Deserialize;
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::instance::{Instance, KEY};
use super::sockets::socket_path;
use crate::load::http::Client;

const PASSWORD: &str = "a long password of made-up people";
/// Members that join by one command.
const AT_ONCE: usize = 100;
const PATIENCE: Duration = Duration::from_secs(60);

/// A business.
#[derive(Debug)]
pub struct Business {
    /// Its id.
    pub tenant: TenantId,
    /// Its people, the owner first.
    pub people: Vec<Person>,
}

/// Somebody of it.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their id.
    pub id: MemberId,
    email: String,
}

#[derive(Deserialize)]
struct Session {
    access_token: String,
}

#[derive(Deserialize)]
struct Ticket {
    ticket: String,
}

impl Business {
    /// Makes one with so many people, and waits until the read models know them.
    pub async fn open(instance: &Instance, people: usize) -> anyhow::Result<Self> {
        let tenant = TenantId(Uuid::now_v7());
        let people: Vec<Person> = (0..people)
            .map(|number| Person {
                id: MemberId(Uuid::now_v7()),
                email: format!("{number}@{}.example", tenant.0.simple()),
            })
            .collect();
        let business = Self { tenant, people };
        business.write_accounts(&instance.database).await?;
        business.write_events(&instance.database).await?;
        business.is_known(&instance.database).await?;
        Ok(business)
    }

    async fn write_accounts(&self, url: &str) -> anyhow::Result<()> {
        let hash = hashed()?;
        let mut connection = PgConnection::connect(url).await?;
        let accounts: Vec<Uuid> = self.people.iter().map(|_| Uuid::now_v7()).collect();
        let emails: Vec<&str> = self.people.iter().map(|person| person.email.as_str()).collect();
        let members: Vec<Uuid> = self.people.iter().map(|person| person.id.0).collect();
        sqlx::query(
            "INSERT INTO accounts (account_id, email, password_hash) \
             SELECT account_id, email, $3 FROM unnest($1::uuid[], $2::text[]) AS a(account_id, email)",
        )
        .bind(&accounts)
        .bind(&emails)
        .bind(&hash)
        .execute(&mut connection)
        .await?;
        sqlx::query(
            "INSERT INTO memberships (tenant_id, member_id, account_id) \
             SELECT $1, member_id, account_id FROM unnest($2::uuid[], $3::uuid[]) AS m(member_id, account_id)",
        )
        .bind(self.tenant.0)
        .bind(&members)
        .bind(&accounts)
        .execute(&mut connection)
        .await?;
        Ok(connection.close().await?)
    }

    async fn write_events(&self, url: &str) -> anyhow::Result<()> {
        let database = Database::connect(url, DbRole::Api, 4).await?;
        let pool = database.pool().clone();
        let keys = KeyRing::new(database.clone(), DeploymentKey::from_hex(KEY)?);
        let store = EventStore::start(database, keys, Signals::local());
        let owner = self.people.first().context("a business needs somebody")?.id;
        let registered = TenantRegistered {
            tenant_id: self.tenant,
            name: "Bench".to_owned(),
            description: None,
            time_zone: TimeZone(chrono_tz::Europe::London),
            locale: "en".to_owned(),
            owner,
        };
        let register = TenantCommand::RegisterTenant(registered);
        let mut steps = vec![Step::new::<Tenant>(self.tenant, register)];
        for (number, person) in self.people.iter().enumerate() {
            let role = if person.id == owner { Role::Owner } else { Role::Member };
            let joined = MemberJoined {
                member_id: person.id,
                name: Personal::of(person.id, format!("Member {number}")),
                role,
                title: role.as_str().to_owned(),
            };
            steps.push(Step::new::<Member>(person.id, MemberCommand::JoinTenant(joined)));
        }
        while !steps.is_empty() {
            let rest = steps.split_off(AT_ONCE.min(steps.len()));
            let mut request = CommandRequest::new(self.tenant, Actor::Member(owner), Utc::now());
            request.fingerprint = vec![0; 32];
            store.execute(request, std::mem::replace(&mut steps, rest)).await?;
        }
        pool.close().await;
        Ok(())
    }

    async fn is_known(&self, url: &str) -> anyhow::Result<()> {
        let mut connection = PgConnection::connect(url).await?;
        let begun = Instant::now();
        loop {
            let known: i64 =
                sqlx::query_scalar("SELECT count(*) FROM members WHERE tenant_id = $1")
                    .bind(self.tenant.0)
                    .fetch_one(&mut connection)
                    .await?;
            if usize::try_from(known) == Ok(self.people.len()) {
                return Ok(connection.close().await?);
            }
            ensure!(begun.elapsed() < PATIENCE, "the read models know {known} members");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Person {
    /// Signs in over HTTP: a connection that carries their token.
    pub async fn sign_in(&self, instance: &Instance) -> anyhow::Result<Client> {
        let token = self.token(instance).await?;
        Client::connect(instance.address, Some(&token)).await
    }

    /// Signs in over HTTP: an access token, good for fifteen minutes.
    pub async fn token(&self, instance: &Instance) -> anyhow::Result<String> {
        let mut client = Client::connect(instance.address, None).await?;
        let login = json!({ "email": self.email, "password": PASSWORD });
        let Session { access_token } = client.post("/api/v1/auth/login", &login).await?;
        Ok(access_token)
    }

    /// Asks for a ticket over HTTP and tells the path to connect to.
    pub async fn socket_path(&self, instance: &Instance) -> anyhow::Result<String> {
        let mut client = self.sign_in(instance).await?;
        let Ticket { ticket } = client.post("/api/v1/ws/ticket", &json!({})).await?;
        Ok(socket_path(&ticket))
    }
}

/// The password's hash, made as the product makes it, so that it is not made anew.
fn hashed() -> anyhow::Result<String> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| anyhow::anyhow!("{error}"))?;
    let salt =
        SaltString::encode_b64(b"of made-up people").map_err(|error| anyhow::anyhow!("{error}"))?;
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(PASSWORD.as_bytes(), &salt)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(hash.to_string())
}
