//! Given/when/then.

use super::*;
use crate::testing::{given, id};
use crate::{Personal, TurnId};

const LUIGI: u128 = 1;
const JOHN: u128 = 2;
const MESSAGE: u128 = 10;

fn started(member: u128) -> ConversationStarted {
    ConversationStarted { conversation_id: id(100), member_id: id(member) }
}

fn sent(message: u128, member: u128) -> MessageSent {
    let message_id = id(message);
    MessageSent {
        message_id,
        member_id: id(member),
        text: Personal::of(id(member), "Who is on shift tomorrow?".into()),
        turn_id: TurnId::of(message_id, 1),
    }
}

fn reply(to: u128, attempt: u32) -> ReplyGiven {
    let turn_id = TurnId::of(id(to), attempt);
    ReplyGiven {
        message_id: turn_id.reply(),
        turn_id,
        in_reply_to: id(to),
        text: Personal::of(id(LUIGI), "Peach, from 9:00 [1].".into()),
        citations: vec![],
        actions: vec![],
        withheld: 0,
        model: "offline".into(),
        tainted: false,
    }
}

fn say(message: u128, member: u128) -> ConversationCommand {
    ConversationCommand::SendMessage(sent(message, member))
}

#[test]
fn a_member_opens_a_conversation_once() {
    given::<Conversation>([])
        .when(ConversationCommand::StartConversation(started(LUIGI)))
        .then([started(LUIGI).into()]);
    given::<Conversation>([started(LUIGI).into()])
        .when(ConversationCommand::StartConversation(started(LUIGI)))
        .then_nothing();
}

#[test]
fn a_conversation_cannot_be_taken_over() {
    given::<Conversation>([started(LUIGI).into()])
        .when(ConversationCommand::StartConversation(started(JOHN)))
        .then_err(ConversationError::Unknown);
}

#[test]
fn its_member_writes_in_it() {
    given::<Conversation>([started(LUIGI).into()])
        .when(say(MESSAGE, LUIGI))
        .then([sent(MESSAGE, LUIGI).into()]);
}

#[test]
fn the_same_message_is_written_once() {
    given::<Conversation>([started(LUIGI).into(), sent(MESSAGE, LUIGI).into()])
        .when(say(MESSAGE, LUIGI))
        .then_nothing();
}

#[test]
fn to_anybody_else_there_is_no_such_conversation() {
    given::<Conversation>([]).when(say(MESSAGE, LUIGI)).then_err(ConversationError::Unknown);
    given::<Conversation>([started(LUIGI).into()])
        .when(say(MESSAGE, JOHN))
        .then_err(ConversationError::Unknown);
}

#[test]
fn a_turn_replies_once() {
    let history = [started(LUIGI).into(), sent(MESSAGE, LUIGI).into()];
    given::<Conversation>(history.clone())
        .when(ConversationCommand::RecordReply(reply(MESSAGE, 1)))
        .then([reply(MESSAGE, 1).into()]);
    given::<Conversation>([history.as_slice(), &[reply(MESSAGE, 1).into()]].concat())
        .when(ConversationCommand::RecordReply(reply(MESSAGE, 1)))
        .then_nothing();
}

#[test]
fn another_try_at_the_same_message_may_reply_too() {
    given::<Conversation>([
        started(LUIGI).into(),
        sent(MESSAGE, LUIGI).into(),
        reply(MESSAGE, 1).into(),
    ])
    .when(ConversationCommand::RecordReply(reply(MESSAGE, 2)))
    .then([reply(MESSAGE, 2).into()]);
}

#[test]
fn a_reply_needs_its_message() {
    given::<Conversation>([started(LUIGI).into()])
        .when(ConversationCommand::RecordReply(reply(MESSAGE, 1)))
        .then_err(ConversationError::NothingToAnswer);
}

fn disclosed(to: u128) -> WordsDisclosed {
    WordsDisclosed {
        disclosure_id: id(50),
        member_id: id(LUIGI),
        disclosed_to: id(to),
        reason: Personal::of_all(id(to), [id(LUIGI)], "A delivery is disputed.".into()),
        expires_at: "2026-11-23T11:00:00Z".parse().unwrap(),
    }
}

#[test]
fn words_are_disclosed_once_and_to_somebody_else() {
    let disclose = |to| ConversationCommand::DiscloseWords(disclosed(to));
    given::<Conversation>([started(LUIGI).into()])
        .when(disclose(JOHN))
        .then([disclosed(JOHN).into()]);
    given::<Conversation>([started(LUIGI).into(), disclosed(JOHN).into()])
        .when(disclose(JOHN))
        .then_nothing();
    given::<Conversation>([started(LUIGI).into()])
        .when(disclose(LUIGI))
        .then_err(ConversationError::Own);
    for events in [vec![], vec![started(JOHN).into()]] {
        given::<Conversation>(events).when(disclose(JOHN)).then_err(ConversationError::Unknown);
    }
}

fn renamed(member: u128, title: &str) -> ConversationRenamed {
    ConversationRenamed { member_id: id(member), title: Personal::of(id(member), title.into()) }
}

#[test]
fn its_member_names_it() {
    let rename = |member| ConversationCommand::RenameConversation(renamed(member, "Rota"));
    given::<Conversation>([started(LUIGI).into()])
        .when(rename(LUIGI))
        .then([renamed(LUIGI, "Rota").into()]);
    given::<Conversation>([started(LUIGI).into(), renamed(LUIGI, "Rota").into()])
        .when(rename(LUIGI))
        .then_nothing();
    given::<Conversation>([started(LUIGI).into()])
        .when(rename(JOHN))
        .then_err(ConversationError::Unknown);
}

#[test]
fn what_was_put_away_comes_back_when_it_is_written_in() {
    let archived = ConversationArchived { member_id: id(LUIGI) };
    let restored = ConversationRestored { member_id: id(LUIGI) };
    let archive = ConversationCommand::ArchiveConversation(archived.clone());
    let restore = ConversationCommand::RestoreConversation(restored.clone());
    given::<Conversation>([started(LUIGI).into()])
        .when(archive.clone())
        .then([archived.clone().into()]);
    given::<Conversation>([started(LUIGI).into()]).when(restore.clone()).then_nothing();
    let away = [started(LUIGI).into(), archived.into()];
    given::<Conversation>(away.clone()).when(archive).then_nothing();
    given::<Conversation>(away.clone()).when(restore).then([restored.clone().into()]);
    given::<Conversation>(away)
        .when(say(MESSAGE, LUIGI))
        .then([restored.into(), sent(MESSAGE, LUIGI).into()]);
}

#[test]
fn a_reply_is_rated_by_whom_it_was_for() {
    let rated = |rating| ReplyRated {
        message_id: reply(MESSAGE, 1).message_id,
        member_id: id(LUIGI),
        rating,
        reason: None,
    };
    let rate = |rating| ConversationCommand::RateReply(rated(rating));
    let replied = [started(LUIGI).into(), sent(MESSAGE, LUIGI).into(), reply(MESSAGE, 1).into()];
    let helpful = Some(Rating::Helpful);
    given::<Conversation>(replied.clone()).when(rate(helpful)).then([rated(helpful).into()]);
    given::<Conversation>(replied.clone()).when(rate(None)).then_nothing();
    let history = [replied.as_slice(), &[rated(helpful).into()]].concat();
    given::<Conversation>(history.clone()).when(rate(helpful)).then_nothing();
    given::<Conversation>(history).when(rate(None)).then([rated(None).into()]);
    let johns = ReplyRated { member_id: id(JOHN), ..rated(helpful) };
    given::<Conversation>(replied)
        .when(ConversationCommand::RateReply(johns))
        .then_err(ConversationError::Unknown);
    given::<Conversation>([started(LUIGI).into(), sent(MESSAGE, LUIGI).into()])
        .when(rate(helpful))
        .then_err(ConversationError::NothingToRate);
}

#[test]
fn a_question_is_passed_on_settled_and_taken_back() {
    let message_id = reply(MESSAGE, 1).message_id;
    let passed_on = |member| QuestionPassedOn { message_id, member_id: id(member) };
    let taken_back = QuestionTakenBack { message_id, member_id: id(LUIGI) };
    let settled = QuestionSettled { message_id, settled_by: id(JOHN) };
    let pass_on = |member| ConversationCommand::PassQuestionOn(passed_on(member));
    let take_back = ConversationCommand::TakeQuestionBack(taken_back.clone());
    let settle = ConversationCommand::SettleQuestion(settled.clone());
    let replied = [started(LUIGI).into(), sent(MESSAGE, LUIGI).into(), reply(MESSAGE, 1).into()];
    let open = [replied.as_slice(), &[passed_on(LUIGI).into()]].concat();
    let done = [open.as_slice(), &[settled.clone().into()]].concat();
    let back = [done.as_slice(), &[taken_back.clone().into()]].concat();

    given::<Conversation>(replied.clone()).when(pass_on(LUIGI)).then([passed_on(LUIGI).into()]);
    given::<Conversation>(open.clone()).when(pass_on(LUIGI)).then_nothing();
    given::<Conversation>(open.clone()).when(settle.clone()).then([settled.into()]);
    given::<Conversation>(done.clone()).when(settle.clone()).then_nothing();
    given::<Conversation>(open).when(take_back.clone()).then([taken_back.clone().into()]);
    given::<Conversation>(done).when(take_back.clone()).then([taken_back.into()]);
    given::<Conversation>(replied.clone()).when(take_back.clone()).then_nothing();
    given::<Conversation>(back.clone()).when(pass_on(LUIGI)).then([passed_on(LUIGI).into()]);
    // Nobody settles what they may not read.
    for events in [replied.to_vec(), back] {
        given::<Conversation>(events).when(settle.clone()).then_err(ConversationError::NotPassedOn);
    }
    given::<Conversation>(replied).when(pass_on(JOHN)).then_err(ConversationError::Unknown);
    let unanswered = [started(LUIGI).into(), sent(MESSAGE, LUIGI).into()];
    for command in [pass_on(LUIGI), take_back] {
        given::<Conversation>(unanswered.clone())
            .when(command)
            .then_err(ConversationError::NoSuchReply);
    }
}
