//! The demo's two businesses: written through commands, and only what is missing.

mod businesses;
mod roster;

use anyhow::{Context, bail};
use api::{NewAccount, PasswordRules, Roster, create_account};
use chrono::Utc;
use domain::document::{Content, Document, DocumentAdded, DocumentCommand, Source};
use domain::member::{Member, MemberCommand, MemberJoined};
use domain::tenant::{AgentConfigured, Tenant, TenantCommand, TenantRegistered};
use domain::{Actor, DocumentId, MemberId, Personal, Role, TenantId, TimeZone, Trust};
use eventing::{CommandRequest, EventStore, Step, StoreError};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) use self::businesses::{Business, Person, all};

/// The password of every demo account.
pub(crate) const PASSWORD: &str = "password123";
/// Everything in the seed is named from here, so that seeding again finds it.
const NAMESPACE: Uuid = Uuid::from_u128(0x5eed_0000_0000_4000_8000_0000_0000_0001);

/// Writes what is missing and plans shifts 14 days ahead; returns the log's position
/// after the last command.
pub(crate) async fn run(services: &api::Services) -> anyhow::Result<u64> {
    let mut position = 0;
    for business in all() {
        position = position.max(seed(services, &business).await.context(business.name)?);
    }
    Ok(position)
}

async fn seed(services: &api::Services, business: &Business) -> anyhow::Result<u64> {
    let tenant = business.tenant();
    let owner = business.owner().member(business);
    let opening = Opening {
        tenant: TenantRegistered {
            tenant_id: tenant,
            name: business.name.to_owned(),
            description: Some(business.description.to_owned()),
            time_zone: TimeZone(business.zone),
            locale: "en".to_owned(),
            owner,
        },
        people: business
            .people
            .iter()
            .map(|person| Joining {
                member: person.member(business),
                name: person.name.to_owned(),
                email: person.email.to_owned(),
                role: person.role,
                title: person.title.to_owned(),
            })
            .collect(),
    };
    let mut position = open(services, opening).await?;
    let writer = Writer { store: &services.store, tenant };
    let agent = AgentConfigured {
        persona: business.persona.to_owned(),
        rules: business.rules.iter().map(|rule| (*rule).to_owned()).collect(),
        model: None,
        fallback_model: None,
        temperature: None,
        max_output_tokens: None,
    };
    let configure = Step::new::<Tenant>(tenant.0, TenantCommand::ConfigureAgent(agent));
    position = position.max(writer.write("configure", vec![configure]).await?);
    for (slug, title, text) in &business.documents {
        let id = DocumentId(Uuid::new_v5(&tenant.0, format!("document/{slug}").as_bytes()));
        let add = DocumentCommand::AddDocument(DocumentAdded {
            document_id: id,
            content: Content {
                title: (*title).to_owned(),
                text: (*text).to_owned(),
                sha256: hex::encode(Sha256::digest(format!("{title}\n{text}"))),
                file: None,
            },
            source: Source::Seed,
            trust: Trust::Trusted,
            added_by: owner,
        });
        let step = Step::new::<Document>(id.0, add);
        position = position.max(writer.write(&format!("document/{slug}"), vec![step]).await?);
    }
    let roster = Roster {
        store: &services.store,
        database: &services.database,
        tenant,
        zone: TimeZone(business.zone),
        now: Utc::now(),
    };
    for (purpose, change) in roster::top_up(business, roster.now) {
        let steps = roster.rearrange(vec![change]).await?;
        position = position.max(writer.write(&purpose, steps).await?);
    }
    Ok(position)
}

/// A business to be, with the people who can sign in to it with [`PASSWORD`].
pub(crate) struct Opening {
    pub(crate) tenant: TenantRegistered,
    pub(crate) people: Vec<Joining>,
}

/// A person to be.
pub(crate) struct Joining {
    pub(crate) member: MemberId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: Role,
    pub(crate) title: String,
}

/// Registers a business with its people, where it is missing; returns the log's position.
pub(crate) async fn open(services: &api::Services, opening: Opening) -> anyhow::Result<u64> {
    let tenant = opening.tenant.tenant_id;
    let register = TenantCommand::RegisterTenant(opening.tenant);
    let mut steps = vec![Step::new::<Tenant>(tenant.0, register)];
    for person in opening.people {
        let account = NewAccount {
            tenant,
            member: person.member,
            email: person.email,
            password: PASSWORD.to_owned(),
        };
        create_account(&services.database, account, PasswordRules::DemoExempt).await?;
        let joined = MemberJoined {
            member_id: person.member,
            name: Personal::of(person.member, person.name),
            role: person.role,
            title: person.title,
        };
        steps.push(Step::new::<Member>(person.member.0, MemberCommand::JoinTenant(joined)));
    }
    Writer { store: &services.store, tenant }.write("register", steps).await
}

/// Sends the seed's commands: each has an identity of its own, so it takes effect once.
struct Writer<'a> {
    store: &'a EventStore,
    tenant: TenantId,
}

impl Writer<'_> {
    async fn write(&self, purpose: &str, steps: Vec<Step>) -> anyhow::Result<u64> {
        let actor = Actor::System("seed".to_owned());
        let cause = self.tenant.0;
        let request = CommandRequest::caused_by(
            self.tenant,
            actor,
            Utc::now(),
            cause,
            cause,
            &format!("seed/{purpose}"),
        );
        match self.store.execute(request, steps).await {
            Ok(outcome) => Ok(outcome.position),
            // Somebody has changed it since: theirs stands.
            Err(StoreError::Rejected { .. }) => Ok(0),
            Err(error) => bail!("{purpose}: {error}"),
        }
    }
}

impl Business {
    /// Its id, the same on every machine.
    pub(crate) fn tenant(&self) -> TenantId {
        TenantId(Uuid::new_v5(&NAMESPACE, format!("tenant/{}", self.slug).as_bytes()))
    }

    fn owner(&self) -> &Person {
        &self.people[0]
    }
}

impl Person {
    /// Their id, the same on every machine.
    pub(crate) fn member(&self, business: &Business) -> MemberId {
        MemberId(Uuid::new_v5(&business.tenant().0, format!("member/{}", self.slug).as_bytes()))
    }
}
