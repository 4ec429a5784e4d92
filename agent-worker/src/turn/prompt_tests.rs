use domain::{MemberId, Personal};
use uuid::Uuid;

use super::*;

fn said(n: u128, by_member: bool, text: &str) -> Said {
    let member = MemberId::default();
    Said {
        message: MessageId(Uuid::from_u128(n)),
        member: by_member.then_some(member),
        text: Personal::of(member, text.to_owned()),
        tainted: false,
    }
}

fn shown(before: &[Said]) -> Vec<String> {
    let ids: Vec<_> = before.iter().map(|said| said.message).collect();
    let messages = history(before, &ids);
    let line = |message: &Message| {
        let texts = message.parts.iter().map(|part| match part {
            Part::Text { text, .. } => text.as_str(),
            _ => "?",
        });
        format!("{:?}: {}", message.role, texts.collect::<Vec<_>>().join(" / "))
    };
    messages.iter().map(line).collect()
}

#[test]
fn roles_take_turns_and_the_model_is_last() {
    let before = [
        said(0, false, "a reply without its question"),
        said(1, true, "one"),
        said(2, true, "two\u{200B}"),
        said(3, false, "Both [1]."),
        said(4, true, "three"),
    ];
    assert_eq!(
        shown(&before),
        ["User: one / two", "Model: Both.", "User: three", "Model: (no reply)"]
    );
    assert_eq!(shown(&before[..4]), ["User: one / two", "Model: Both."]);
    assert!(shown(&[]).is_empty());
}

#[test]
fn only_what_the_context_names_is_sent_and_nothing_erased() {
    let mut before = [said(1, true, "one"), said(2, false, "One."), said(3, true, "two")];
    before[2].text = Personal::Erased { about: vec![MemberId::default()] };
    assert_eq!(shown(&before), ["User: one", "Model: One."]);
    assert!(history(&before, &[]).is_empty());
}

#[test]
fn the_system_prompt_holds_the_rules_and_the_language() {
    let business = Business {
        name: "Casa Verde".to_owned(),
        description: None,
        zone: chrono_tz::Europe::Madrid,
        locale: "es-ES".to_owned(),
        persona: None,
        rules: vec!["Quiet after ten.".to_owned(), "No {persona} here.".to_owned()],
        policies: actions::business::Policies::default(),
        notification_rules: Default::default(),
        model: None,
        fallback_model: None,
        temperature: None,
        max_output_tokens: None,
    };
    let text = system(&business);
    assert!(text.starts_with("You are the steward of Casa Verde."));
    assert!(text.contains("- Quiet after ten.\n- No {persona} here.\n"));
    assert!(text.contains("begin with: No lo sé."));
    assert!(text.lines().any(|line| line == "Reply in: es-ES"));
}
