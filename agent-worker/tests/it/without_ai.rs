//! No model can be had: what code can answer is answered, all else fails visibly.

use domain::Trust;
use llm::ModelError;
use llm::testing::{Script, ScriptedModel};
use serde_json::json;

use crate::support::{World, day, in_words, notify, text};

fn gone() -> ScriptedModel {
    ScriptedModel::new([Script::Fail(ModelError::Unauthorized)])
}

#[tokio::test]
async fn who_works_is_told_from_the_roster() {
    let world = World::new().await;
    world.plan(world.peach, "kitchen", &day(1, "09:00"), &day(1, "17:00")).await;
    let asked = world.ask("Who works tomorrow at 10?").await;
    world.run(&gone()).await;
    let reply = world.reply(asked).await;
    let expected = format!(
        "Without AI: On shift, {}: Peach (kitchen, 09:00 to 17:00).",
        in_words(&day(1, "10:00"))
    );
    assert_eq!(reply["text"], expected);
    assert_eq!((&reply["model"], &reply["actions"]), (&json!("none"), &json!([])));
    assert_eq!(world.turn(asked, 1).await["status"], "completed");
    assert_eq!(world.failures(asked).await[0].retry_in_ms, None, "the record says why");

    let nobody = world.ask("Who is on shift tomorrow at 23:00?").await;
    world.run(&gone()).await;
    let reply = world.reply(nobody).await;
    assert!(reply["text"].as_str().unwrap().ends_with(": nobody."), "{reply}");
}

#[tokio::test]
async fn ones_own_shift_is_told() {
    let world = World::new().await;
    let none = world.ask("When is my next shift?").await;
    world.run(&gone()).await;
    let text = world.reply(none).await["text"].clone();
    assert_eq!(text, "Without AI: You have no shift planned in the next 31 days.");

    world.plan(world.peach, "kitchen", &day(1, "09:00"), &day(1, "17:00")).await;
    world.plan(world.luigi, "kitchen", &day(2, "09:00"), &day(2, "17:00")).await;
    let asked = world.ask("When is my next shift?").await;
    world.run(&gone()).await;
    let text = world.reply(asked).await["text"].as_str().unwrap().to_owned();
    let when = in_words(&day(2, "09:00")).replace(" at 09:00", ", 09:00 to 17:00");
    assert_eq!(text, format!("Without AI: Your next shift: {when} (kitchen)."));
}

#[tokio::test]
async fn a_schedule_is_computed_and_cited() {
    let world = World::new().await;
    let rules = "The ovens are cleaned every day at 23:00.\n\
                 The bins go out every Friday at 7:00.\n\
                 Guests are greeted with a smile.";
    world.document("House book", rules, Trust::Trusted).await;
    let asked = world.ask("When do the bins go out next?").await;
    world.run(&gone()).await;
    let reply = world.reply(asked).await;
    let text = reply["text"].as_str().unwrap();
    assert!(text.starts_with("Without AI: House book: every Friday at 7:00, next on Friday, "));
    assert!(text.ends_with(" at 07:00 [1]."), "{text}");
    assert_eq!(reply["citations"].as_array().unwrap().len(), 1);

    // No schedule, no answer.
    let smile = world.ask("When are guests greeted?").await;
    world.run(&gone()).await;
    assert_eq!(world.turn(smile, 1).await["failure"], "unauthorized");
}

#[tokio::test]
async fn tasks_are_told_to_those_who_may_see_them() {
    let world = World::new().await;
    let none = world.ask("What are my tasks?").await;
    world.run(&gone()).await;
    assert_eq!(world.reply(none).await["text"], "Without AI: Your open tasks: none.");

    world.task("Order flour", Some(world.luigi), Some(&day(1, "10:00"))).await;
    world.task("Count the till", Some(world.peach), None).await;
    world.task("Water the plants", None, None).await;
    let flour = in_words(&day(1, "10:00"));
    for (question, answer) in [
        ("What are my tasks?", format!("Your open tasks: Order flour (due {flour}).")),
        (
            "Which tasks are open?",
            format!("Open tasks: Order flour (Luigi, due {flour}); Water the plants."),
        ),
        ("Which tasks are there for today?", "Open tasks: none.".to_owned()),
    ] {
        let asked = world.ask(question).await;
        world.run(&gone()).await;
        assert_eq!(world.reply(asked).await["text"], format!("Without AI: {answer}"));
    }
}

#[tokio::test]
async fn the_language_is_that_of_the_business() {
    let world = World::new().await;
    world.speak("es-ES").await;
    world.plan(world.peach, "cocina", &day(1, "09:00"), &day(1, "17:00")).await;
    let asked = world.ask("¿Quién trabaja mañana a las 10?").await;
    world.run(&gone()).await;
    let text = world.reply(asked).await["text"].as_str().unwrap().to_owned();
    assert!(text.starts_with("Sin IA: De turno, "), "{text}");
    assert!(text.ends_with(", a las 10:00: Peach (cocina, 09:00 a 17:00)."), "{text}");
}

#[tokio::test]
async fn anything_else_fails_with_a_retry_that_works() {
    let world = World::new().await;
    let asked = world.ask("Tell whoever works tomorrow at 10 that I am late").await;
    world.run(&gone()).await;
    assert_eq!(world.turn(asked, 1).await["failure"], "unauthorized");
    assert!(world.replies(asked).await.is_empty());
    world.retry(asked, 2).await;
    world.run(&ScriptedModel::new([text("Gladly.")])).await;
    assert_eq!(world.reply(asked).await["text"], "Gladly.");
}

#[tokio::test]
async fn another_answer_stands_beside_the_first() {
    let world = World::new().await;
    let asked = world.ask("What do you think?").await;
    world.run(&ScriptedModel::new([text("One thing.")])).await;
    world.retry(asked, 2).await;
    world.run(&ScriptedModel::new([text("Another.")])).await;
    let mut replies: Vec<_> =
        world.replies(asked).await.into_iter().map(|reply| reply["text"].clone()).collect();
    replies.sort_by_key(ToString::to_string);
    assert_eq!(replies, ["Another.", "One thing."]);
    // And nothing is due any more.
    world.run(&ScriptedModel::new([])).await;
    assert_eq!(world.replies(asked).await.len(), 2);
}

#[tokio::test]
async fn what_was_done_before_the_model_went_is_told_so_that_nobody_does_it_twice() {
    let world = World::new().await;
    let asked = world.ask("Tell Peach").await;
    let tell = notify(json!({"text": "x", "member": "Peach"}));
    let model = ScriptedModel::new([tell, Script::Fail(ModelError::Unauthorized)]);
    world.run(&model).await;
    let reply = world.reply(asked).await;
    assert_eq!(reply["text"], "Here is what was done:");
    assert_eq!(reply["model"], "none");
    assert_eq!(reply["actions"].as_array().unwrap().len(), 1);
    assert_eq!(world.notices(asked).await.len(), 1);
}
