//! How the business is set up.

use domain::Event;
use domain::tenant::TenantEvent;
use eventing::RecordedEvent;

use super::Items;

pub(super) fn fold(items: &mut Items, recorded: &RecordedEvent, event: Event) {
    let Event::Tenant(event) = event else { return };
    let id = recorded.id;
    match event {
        TenantEvent::TenantRegistered(event) => {
            items.set(id, "name", event.name);
            items.set(id, "description", event.description);
            items.set(id, "time_zone", event.time_zone);
            items.set(id, "locale", event.locale);
            items.set(id, "owners", [event.owner]);
        }
        TenantEvent::ProfileChanged(event) => {
            items.set(id, "name", event.name);
            items.set(id, "description", event.description);
            items.set(id, "time_zone", event.time_zone);
            items.set(id, "locale", event.locale);
        }
        TenantEvent::AgentConfigured(event) => items.set(id, "agent", event),
        TenantEvent::PolicyChanged(event) => items.set(id, "policies", event),
        TenantEvent::NotificationRulesChanged(event) => items.set(id, "notices", event.rules),
        TenantEvent::QuotaSet(event) => items.set(id, "quota", event),
        TenantEvent::OwnersChanged(event) => items.set(id, "owners", event.owners),
        TenantEvent::TenantSuspended(event) => items.set(id, "suspended", event.reason),
        TenantEvent::TenantResumed(_) => items.set(id, "suspended", ()),
    }
}
