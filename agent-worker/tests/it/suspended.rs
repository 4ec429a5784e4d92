//! A business that the deployment's operators have stopped: no turn begins, no timer fires,
//! and nothing is lost when it goes on.

use chrono::{DateTime, Utc};
use domain::tenant::{Tenant, TenantCommand, TenantResumed, TenantSuspended};
use domain::{Actor, MemberId};
use eventing::{CommandRequest, Step};
use llm::testing::ScriptedModel;
use uuid::Uuid;

use crate::support::{World, text};

impl World {
    async fn decide(&self, command: TenantCommand) {
        let actor = Actor::System("operator".to_owned());
        let request = CommandRequest::new(self.tenant, actor, Utc::now());
        let step = Step::new::<Tenant>(self.tenant, command);
        self.store.execute(request, vec![step]).await.unwrap();
        self.project().await;
    }
}

#[tokio::test]
async fn turns_and_timers_wait_until_the_business_goes_on() {
    let world = World::new().await;
    let due: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
    let operator = MemberId(Uuid::now_v7());
    world.remind(world.luigi, world.luigi, "Order flour.", due).await;
    let asked = world.ask("Hello").await;
    world
        .decide(TenantCommand::SuspendTenant(TenantSuspended {
            reason: "unpaid".to_owned(),
            suspended_by: operator,
        }))
        .await;
    let model = ScriptedModel::new([text("Here I am.")]);
    world.run(&model).await;
    assert!(model.requests().is_empty());
    assert!(world.replies(asked).await.is_empty());
    assert_eq!(world.fire_at(due).await, 0);

    world.decide(TenantCommand::ResumeTenant(TenantResumed { resumed_by: operator })).await;
    world.run(&model).await;
    assert_eq!(world.reply(asked).await["text"], "Here I am.");
    assert_eq!(world.fire_at(due).await, 1);
}
