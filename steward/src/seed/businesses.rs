//! Who and what is in the demo.

use chrono_tz::Tz;
use domain::Role;

/// A demo business. Its first person is the owner.
pub(crate) struct Business {
    pub(crate) slug: &'static str,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) zone: Tz,
    pub(crate) persona: &'static str,
    pub(crate) rules: &'static [&'static str],
    pub(crate) people: Vec<Person>,
    /// Slug, title, text.
    pub(crate) documents: Vec<(&'static str, &'static str, &'static str)>,
    pub(crate) shifts: &'static [Pattern],
}

/// A demo account.
pub(crate) struct Person {
    pub(crate) slug: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) role: Role,
    pub(crate) title: &'static str,
}

/// Who works as what, from and to which local hour, on which of the coming days.
pub(crate) struct Pattern {
    pub(crate) person: &'static str,
    pub(crate) role: &'static str,
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) days: std::ops::Range<u32>,
}

/// How far ahead shifts are planned.
const AHEAD: u32 = 14;

/// The demo's businesses.
pub(crate) fn all() -> [Business; 2] {
    [pizza(), oak_street()]
}

fn pizza() -> Business {
    Business {
        slug: "marios-pizza",
        name: "Mario's Pizza",
        description: "A small pizzeria with a wood-fired oven.",
        zone: Tz::Europe__Rome,
        persona: "You are the steward of Mario's Pizza: quick, warm and to the point.",
        rules: &["Questions about pay go to Mario in person.", "Guests' names are not passed on."],
        people: vec![
            person("mario", "Mario", "mario@pizza.com", Role::Owner, "manager"),
            person("luigi", "Luigi", "luigi@pizza.com", Role::Member, "employee"),
            person("peach", "Peach", "peach@pizza.com", Role::Member, "employee"),
        ],
        documents: vec![
            ("deliveries", "Deliveries", include_str!("../../seed/marios-pizza/deliveries.md")),
            (
                "opening-hours",
                "Opening hours",
                include_str!("../../seed/marios-pizza/opening-hours.md"),
            ),
            (
                "kitchen-safety",
                "Kitchen safety",
                include_str!("../../seed/marios-pizza/kitchen-safety.md"),
            ),
            ("staff-rules", "Staff rules", include_str!("../../seed/marios-pizza/staff-rules.md")),
            ("allergens", "Allergens", include_str!("../../seed/marios-pizza/allergens.md")),
        ],
        // Luigi helps out in the evening and learns it on the day: so he is off tomorrow,
        // whatever day the demo is started on.
        shifts: &[
            Pattern { person: "peach", role: "kitchen", from: 9, to: 17, days: 0..AHEAD },
            Pattern { person: "mario", role: "front of house", from: 17, to: 23, days: 0..AHEAD },
            Pattern { person: "luigi", role: "kitchen", from: 17, to: 23, days: 0..1 },
        ],
    }
}

fn oak_street() -> Business {
    Business {
        slug: "oak-street",
        name: "Oak Street Property",
        description: "An apartment building and its office.",
        zone: Tz::America__Chicago,
        persona: "You are the steward of Oak Street Property: courteous, precise and helpful.",
        rules: &["What one resident says is not told to another."],
        people: vec![
            person("office", "Oak Street Office", "office@oakst.com", Role::Owner, "office"),
            person("john", "John", "john@oakst.com", Role::Member, "tenant"),
            person("jane", "Jane", "jane@oakst.com", Role::Member, "tenant"),
            person("bob", "Bob", "bob@oakst.com", Role::Member, "tenant"),
        ],
        documents: vec![
            ("cleaning", "Cleaning schedule", include_str!("../../seed/oak-street/cleaning.md")),
            ("waste", "Waste and recycling", include_str!("../../seed/oak-street/waste.md")),
            ("maintenance", "Maintenance", include_str!("../../seed/oak-street/maintenance.md")),
            ("house-rules", "House rules", include_str!("../../seed/oak-street/house-rules.md")),
            ("office", "The office", include_str!("../../seed/oak-street/office.md")),
        ],
        shifts: &[],
    }
}

fn person(
    slug: &'static str,
    name: &'static str,
    email: &'static str,
    role: Role,
    title: &'static str,
) -> Person {
    Person { slug, name, email, role, title }
}
