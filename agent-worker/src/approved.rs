//! Actions that a member agreed to: performed exactly as they were previewed.

use chrono::Utc;
use domain::action::{Action, ActionCommand, ActionEvent, ActionFailed, ActionRequested};
use domain::tenant::Policy;
use domain::{ActionId, Actor, Event, TenantId};
use eventing::{CommandRequest, Step};

use crate::{Config, Error, business, policy, tools};

/// Performs an approved action, or records why it cannot be; does nothing when it is
/// settled, however often it is called.
pub(crate) async fn perform(
    config: &Config,
    tenant: TenantId,
    action: ActionId,
) -> Result<(), Error> {
    let loaded = config.store.load::<Action>(tenant, action.0).await?;
    if !matches!(loaded.aggregate, Action::Requested { cleared: true, .. }) {
        return Ok(());
    }
    let requested = loaded.events.iter().find_map(|recorded| match recorded.decode() {
        Ok(Event::Action(ActionEvent::ActionRequested(event))) => Some((event, &recorded.metadata)),
        _ => None,
    });
    let Some((requested, metadata)) = requested else { return Ok(()) };
    let settle = async |purpose, steps| {
        let story = metadata.correlation_id;
        let (actor, now) = (Actor::Steward, Utc::now());
        let request = CommandRequest::caused_by(tenant, actor, now, action.0, story, purpose);
        match config.store.execute(request, steps).await.map_err(Error::from) {
            // Another worker settled it.
            Err(error) if error.is_overtaken() => Ok(()),
            done => done.map(drop),
        }
    };
    let reason = match effects(config, tenant, &requested).await? {
        Ok(steps) => match settle("perform", steps).await {
            // Somebody was erased since it was previewed, say.
            Err(error) => error.is_final().ok_or(error)?,
            Ok(()) => return Ok(()),
        },
        Err(reason) => reason,
    };
    let fail = ActionCommand::FailAction(ActionFailed { reason: reason.to_owned() });
    settle("fail", vec![Step::new::<Action>(action, fail)]).await
}

/// Rights are checked again: the policy, the member, the recipients.
async fn effects(
    config: &Config,
    tenant: TenantId,
    requested: &ActionRequested,
) -> Result<Result<Vec<Step>, &'static str>, Error> {
    let Some(preview) = requested.preview.known() else { return Ok(Err("preview-erased")) };
    if requested.kind != tools::NOTIFY_USER {
        return Ok(Err("unknown-kind"));
    }
    let mut db = config.database.acquire(tenant).await?;
    let business = business::business(&mut db).await?;
    let people = business::people(&mut db).await?;
    drop(db);
    let Some(business) = business else { return Ok(Err("business-unknown")) };
    if policy::decide(&business.policies, &requested.kind, false) == Policy::Deny {
        return Ok(Err("policy-denies"));
    }
    let active = |id| people.iter().any(|person| person.id == id);
    if !active(requested.member_id) {
        return Ok(Err("member-removed"));
    }
    if !preview.recipients.iter().all(|recipient| active(recipient.member_id)) {
        return Ok(Err("recipient-removed"));
    }
    let (performed, mut steps) =
        tools::issue_steps(requested.action_id, requested.turn_id, requested.member_id, preview);
    steps.insert(
        0,
        Step::new::<Action>(requested.action_id, ActionCommand::PerformAction(performed)),
    );
    Ok(Ok(steps))
}
