//! The generated businesses: who they are, and how each begins.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::document::{Document, DocumentCommand};
use domain::member::{Member, MemberCommand, MemberJoined};
use domain::tenant::{AgentConfigured, Tenant, TenantCommand, TenantRegistered};
use domain::{Actor, DocumentId, MemberId, Personal, Role, TenantId, TimeZone};
use uuid::Uuid;

use super::dice::Dice;
use super::records::{added, content};
use super::story::Story;
use super::words::{ENGLISH, SPANISH, Words};

/// Generated businesses are named from here.
const NAMESPACE: Uuid = Uuid::from_u128(0x9e4e_7a7e_0000_4000_8000_0000_0000_0001);
/// The people of each: the demo's names.
const PEOPLE: [(&str, Role); 8] = [
    ("Mario", Role::Owner),
    ("Peach", Role::Manager),
    ("Luigi", Role::Member),
    ("Toad", Role::Member),
    ("Daisy", Role::Member),
    ("Yoshi", Role::Member),
    ("Rosalina", Role::Member),
    ("Wario", Role::Auditor),
];

/// A business whose past is made up.
#[derive(Debug)]
pub(super) struct Business {
    pub(super) seed: u64,
    pub(super) number: u32,
    name: String,
    pub(super) tenant: TenantId,
    pub(super) words: &'static Words,
    /// Those who do something: all but the auditor.
    pub(super) people: Vec<Person>,
}

/// Somebody of it.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: MemberId,
    pub(super) name: &'static str,
    pub(super) role: Role,
}

impl Business {
    /// The `number`-th business of a seed: the same whatever else is generated. Those of a
    /// live load have a clock that goes with ours, so they are others.
    pub(super) fn new(seed: u64, number: u32, live: bool) -> Arc<Self> {
        let kind = if live { "live/" } else { "" };
        let tenant = Uuid::new_v5(&NAMESPACE, format!("{kind}{seed}/{number}").as_bytes());
        let person = |(name, role): (&'static str, Role)| Person {
            id: MemberId(Uuid::new_v5(&tenant, format!("member/{name}").as_bytes())),
            name,
            role,
        };
        let words = if number.is_multiple_of(2) { &ENGLISH } else { &SPANISH };
        let people = PEOPLE.into_iter().map(person).collect();
        let name = format!("Generated {kind}{seed}/{}", number + 1);
        Arc::new(Self { seed, number, name, tenant: TenantId(tenant), words, people })
    }

    /// The documents that every one begins with.
    pub(super) const DOCUMENTS: u32 = 3;

    /// The `n`-th of them, from 0.
    pub(super) fn document(&self, n: u32) -> DocumentId {
        DocumentId(Uuid::new_v5(&self.tenant.0, format!("document/{n}").as_bytes()))
    }

    /// Where its made-up time begins: a Monday morning.
    pub(super) fn dawn() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_094) + TimeDelta::hours(6)
    }

    /// Its first owner.
    pub(super) fn owner(&self) -> MemberId {
        self.people.first().map(|person| person.id).unwrap_or_default()
    }

    /// Its zone.
    pub(super) fn zone(&self) -> TimeZone {
        let spanish = self.words.locale == SPANISH.locale;
        TimeZone(if spanish { chrono_tz::Europe::Madrid } else { chrono_tz::Europe::London })
    }

    /// How it begins: registered, its steward set up, its people joined.
    pub(super) fn opening(&self) -> Story {
        let actor = Actor::System("generate".to_owned());
        let mut story = Story::new(self.tenant, actor, Self::dawn(), "generate/opening");
        let spanish = self.words.locale == SPANISH.locale;
        let registered = TenantRegistered {
            tenant_id: self.tenant,
            name: self.name.clone(),
            description: None,
            time_zone: self.zone(),
            locale: self.words.locale.to_owned(),
            owner: self.owner(),
        };
        story.tell::<Tenant>(self.tenant, TenantCommand::RegisterTenant(registered));
        let mut dice = Dice::new(self.seed, &format!("opening/{}", self.number));
        let rules = (0..2).map(|_| self.words.say(&mut dice, self.words.rules)).collect();
        let persona = if spanish { "Amable y breve." } else { "Friendly and brief." };
        let agent = AgentConfigured {
            persona: persona.to_owned(),
            rules,
            model: None,
            fallback_model: None,
            temperature: None,
            max_output_tokens: None,
        };
        story.tell::<Tenant>(self.tenant, TenantCommand::ConfigureAgent(agent));
        for person in &self.people {
            let joined = MemberJoined {
                member_id: person.id,
                name: Personal::of(person.id, person.name.to_owned()),
                role: person.role,
                title: person.role.as_str().to_owned(),
            };
            story.tell::<Member>(person.id, MemberCommand::JoinTenant(joined));
        }
        for n in 0..Self::DOCUMENTS {
            let document = self.document(n);
            let added = added(document, content(self, &mut dice), self.owner());
            story.tell::<Document>(document, DocumentCommand::AddDocument(added));
        }
        story
    }
}
