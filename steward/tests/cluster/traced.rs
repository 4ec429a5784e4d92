//! What a message leads to is one trace, over all the processes that take part.

use crate::harness::{Cluster, Collector, DELIVERY, alone, eventually};

const SENT: &str = "POST /api/v1/conversations/{id}/messages";

#[tokio::test]
async fn a_message_is_one_trace_from_the_request_to_the_frames() {
    let _alone = alone().await;
    let mut cluster = Cluster::start().await;
    let (collector, url) = Collector::start().await;
    cluster.start_offline_model().await;
    let settings =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str()), ("OTEL_BSP_SCHEDULE_DELAY", "100")];
    for role in ["api", "relay", "projector", "agent-worker"] {
        cluster.start_role_with(role, role, &settings).await;
    }
    let luigi = cluster.sign_in("api", "luigi@pizza.com").await;
    let peach = cluster.sign_in("api", "peach@pizza.com").await;
    let mut tab = peach.live().await;
    let sent = luigi.send(DELIVERY).await;
    cluster.log().await.until(&sent, "ReplyGiven").await;
    let reply = luigi.wait_for_reply(&sent).await;
    let notice = peach.notifications_of(&sent).await.remove(0);
    tab.notice(&notice).await;

    let expected = [
        ("steward-api", SENT),
        ("steward-api", "append"),
        ("steward-relay", "publish"),
        ("steward-projector", "project"),
        ("steward-agent-worker", "invoke_agent steward"),
        ("steward-agent-worker", "retrieve"),
        ("steward-agent-worker", "execute_tool notify_user"),
        ("steward-agent-worker", "append"),
        ("steward-api", "frame"),
    ];
    let trace = eventually("the whole of the message's trace is told", async || {
        let trace = collector.trace_of(SENT);
        let names = trace.names();
        let asked = names.iter().any(|(_, name)| name.starts_with("chat "));
        let all = expected.iter().all(|span| names.contains(span));
        (all && asked && trace.is_whole()).then_some(trace)
    })
    .await;
    println!("{}", trace.tree());
    assert_eq!(trace.roots(), [SENT]);
    // Ids, names and figures: nothing of what anybody said, nor who they are.
    let told = format!("{trace:?}");
    let said = [&reply["text"], &notice["text"], &notice["reason"]];
    let said = said.into_iter().filter_map(|text| text.as_str());
    for words in said.chain([DELIVERY, "Luigi", "Peach", "@pizza.com"]) {
        assert!(!told.contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_collector_that_is_away_holds_nothing_up() {
    let _alone = alone().await;
    let mut cluster = Cluster::start().await;
    cluster.start_offline_model().await;
    // Nobody listens at this port.
    let settings =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("OTEL_BSP_SCHEDULE_DELAY", "100")];
    for role in ["api", "relay", "projector", "agent-worker"] {
        cluster.start_role_with(role, role, &settings).await;
    }
    let luigi = cluster.sign_in("api", "luigi@pizza.com").await;
    let sent = luigi.send(DELIVERY).await;
    cluster.log().await.until(&sent, "ReplyGiven").await;
    cluster.role("api").says("the collector does not take traces").await;
}
