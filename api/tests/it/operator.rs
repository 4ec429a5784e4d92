//! Those who run the deployment: how they come in, and what they can do.

use domain::Role;
use serde_json::{Value, json};

use crate::support::{Business, PASSWORD, Reply, Socket, Someone, TestApp, id};

impl TestApp {
    /// Somebody who runs the deployment, invited from the command line.
    pub(crate) async fn operator(&self, email: &str) -> Someone {
        let invited = api::invite_operator(&self.services, "Rosalina", email).await.unwrap();
        self.project().await;
        let body = json!({ "token": invited.token, "password": PASSWORD });
        let session = self.accept(body).await;
        assert_eq!(session.status, 201, "{}", session.text());
        let member = id(&session.json()["member"]["id"]);
        self.sign_in(member.into(), email).await
    }

    async fn suspend(&self, operator: &Someone, business: &Business) -> Reply {
        let path = format!("/api/v1/operator/tenants/{}/suspend", business.tenant);
        let body = json!({ "reason": "Three invoices are unpaid." });
        let call = self.post(path).bearer(&operator.token).json(body);
        self.projecting(call.send()).await
    }

    async fn resume(&self, operator: &Someone, business: &Business) -> Reply {
        let path = format!("/api/v1/operator/tenants/{}/resume", business.tenant);
        self.projecting(self.post(path).bearer(&operator.token).send()).await
    }

    async fn tenants(&self, operator: &Someone) -> Vec<Value> {
        let list = self.get("/api/v1/operator/tenants").bearer(&operator.token);
        list.expect(200).await.json()["items"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn the_first_operator_comes_in_on_an_empty_deployment() {
    let app = TestApp::new().await;
    let rosalina = app.operator("rosalina@steward.test").await;
    assert!(app.tenants(&rosalina).await.is_empty(), "their own is none of the businesses");
    // The link names its operators' tenant, and the last of them stays.
    let me = app.get("/api/v1/me").bearer(&rosalina.token).expect(200).await.json();
    assert_eq!(me["role"], "operator");
    let leave = || app.post("/api/v1/me/leave").bearer(&rosalina.token);
    assert_eq!(leave().expect(409).await.problem(), "last-owner");
    app.operator("luma@steward.test").await;
    leave().expect(200).await;
}

#[tokio::test]
async fn operators_see_which_businesses_there_are_and_none_of_their_words() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let rosalina = app.operator("rosalina@steward.test").await;
    let tenants = app.tenants(&rosalina).await;
    assert_eq!(tenants.len(), 1);
    assert_eq!(tenants[0]["id"], json!(pizza.tenant));
    assert_eq!((&tenants[0]["members"], &tenants[0]["status"]), (&json!(3), &json!("active")));
    let (conversation, ..) = app.say(&pizza.luigi, "A secret").await;
    app.project().await;
    for path in [
        format!("/api/v1/conversations/{conversation}/messages"),
        format!("/api/v1/streams/Conversation/{conversation}"),
    ] {
        let status = app.get(path).bearer(&rosalina.token).send().await.status;
        assert!(status == 404 || status == 403);
    }
    for who in [&pizza.owner, &pizza.luigi] {
        app.get("/api/v1/operator/tenants").bearer(&who.token).expect(403).await;
        assert_eq!(app.suspend(who, &pizza).await.status, 403);
    }
    // The role alone is nothing in another tenant.
    let bowser = app.add(&pizza, "bowser@pizza.com", Role::Operator).await;
    app.get("/api/v1/operator/tenants").bearer(&bowser.token).expect(403).await;
}

#[tokio::test]
async fn a_suspended_business_is_not_answered_until_it_goes_on() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let rosalina = app.operator("rosalina@steward.test").await;
    let address = app.serve().await;
    let (mut socket, ..) = Socket::live(&app, address, &pizza.luigi).await;
    let ticket = app.ticket(&pizza.peach).await;
    assert_eq!(app.suspend(&rosalina, &pizza).await.status, 200);
    let closed = app.projecting(socket.closed()).await;
    assert_eq!(closed, 4403);
    let me = |who: &Someone| app.get("/api/v1/me").bearer(&who.token);
    assert_eq!(me(&pizza.luigi).expect(403).await.problem(), "tenant-suspended");
    let login = app.login(&pizza.luigi.email, PASSWORD).expect(403).await;
    assert_eq!(login.problem(), "tenant-suspended");
    let refresh = app.post("/api/v1/auth/refresh").header("cookie", &pizza.luigi.cookie);
    assert_eq!(refresh.expect(403).await.problem(), "tenant-suspended");
    app.post("/api/v1/ws/ticket").bearer(&pizza.luigi.token).expect(403).await;
    let mut late = Socket::open(address, &ticket, "").await.ok().unwrap();
    assert_eq!(late.closed().await, 4403);
    me(&other.luigi).expect(200).await;
    let tenants = app.tenants(&rosalina).await;
    assert_eq!(tenants[0]["status"], "suspended");
    assert_eq!(tenants[0]["suspension_reason"], "Three invoices are unpaid.");
    assert_eq!(app.suspend(&rosalina, &pizza).await.status, 200);
    assert_eq!(app.events_of("TenantSuspended").await, 1);

    assert_eq!(app.resume(&rosalina, &pizza).await.status, 200);
    me(&pizza.luigi).expect(200).await;
    app.login(&pizza.luigi.email, PASSWORD).expect(200).await;
    assert_eq!(app.tenants(&rosalina).await[0]["status"], "active");
}

#[tokio::test]
async fn only_businesses_that_there_are_can_be_suspended() {
    let app = TestApp::new().await;
    let rosalina = app.operator("rosalina@steward.test").await;
    for tenant in [domain::TenantId::OPERATORS.0, uuid::Uuid::now_v7()] {
        let path = format!("/api/v1/operator/tenants/{tenant}/suspend");
        let call = app.post(path).bearer(&rosalina.token).json(json!({ "reason": "x" }));
        call.expect(404).await;
    }
}
