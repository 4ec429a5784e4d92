//! A business that has used up its month.

use domain::tenant::{QuotaSet, Tenant, TenantCommand};
use eventing::Step;
use llm::testing::ScriptedModel;

use crate::support::{World, text};

impl World {
    async fn quota(&self, monthly_tokens: Option<u64>) {
        let set = QuotaSet { monthly_cost_micro_usd: None, monthly_tokens, warn_percent: 80 };
        let step = Step::new::<Tenant>(self.tenant, TenantCommand::SetQuota(set));
        self.send(self.mario, vec![step]).await.unwrap();
        self.project().await;
    }
}

#[tokio::test]
async fn what_is_over_the_limit_fails_visibly_without_a_call_and_can_be_retried() {
    let world = World::new().await;
    world.quota(Some(0)).await;
    let asked = world.ask("Hello").await;
    let model = ScriptedModel::new([text("Never said.")]);
    world.run(&model).await;
    let turn = world.turn(asked, 1).await;
    assert_eq!((&turn["status"], &turn["failure"]), (&"failed".into(), &"quota-exceeded".into()));
    assert!(world.replies(asked).await.is_empty());
    assert!(model.requests().is_empty());

    world.quota(None).await;
    world.retry(asked, 2).await;
    world.run(&ScriptedModel::new([text("Hello, Luigi.")])).await;
    assert_eq!(world.reply(asked).await["text"], "Hello, Luigi.");
}
