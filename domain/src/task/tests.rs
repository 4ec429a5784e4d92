//! Given/when/then.

use super::*;
use crate::Personal;
use crate::testing::{given, id};

const MARIO: u128 = 1;
const LUIGI: u128 = 2;
const PEACH: u128 = 3;
const TOAD: u128 = 4;

fn created(assignee: Option<u128>) -> TaskCreated {
    TaskCreated {
        task_id: id(100),
        created_by: id(LUIGI),
        assignee: assignee.map(id),
        title: Personal::of_all(id(LUIGI), assignee.map(id), "Order flour".into()),
        notes: None,
        due_at: None,
        action_id: None,
    }
}

fn assigned(assignee: Option<u128>, by: u128) -> TaskAssigned {
    TaskAssigned { assignee: assignee.map(id), assigned_by: id(by), action_id: None }
}

fn rescheduled(due_at: Option<&str>, by: u128) -> TaskRescheduled {
    let due_at = due_at.map(|at| at.parse().unwrap());
    TaskRescheduled { due_at, rescheduled_by: id(by), action_id: None }
}

fn completed(by: u128) -> TaskCompleted {
    TaskCompleted { completed_by: id(by), outcome: Outcome::Done, action_id: None }
}

fn reopened(by: u128) -> TaskReopened {
    TaskReopened { reopened_by: id(by), action_id: None }
}

/// Luigi's task for Peach.
fn open() -> Vec<TaskEvent> {
    vec![created(Some(PEACH)).into()]
}

fn ended() -> Vec<TaskEvent> {
    vec![created(Some(PEACH)).into(), completed(PEACH).into()]
}

#[test]
fn a_task_is_created_once() {
    given::<Task>([]).when(TaskCommand::CreateTask(created(None))).then([created(None).into()]);
    for history in [open(), ended()] {
        given::<Task>(history).when(TaskCommand::CreateTask(created(None))).then_nothing();
    }
}

#[test]
fn whoever_sees_it_says_who_is_to_do_it() {
    for (by, role) in [(LUIGI, Role::Member), (PEACH, Role::Member), (MARIO, Role::Owner)] {
        let event = assigned(Some(TOAD), by);
        given::<Task>(open())
            .when(TaskCommand::AssignTask(event.clone(), role))
            .then([event.into()]);
    }
    let nobody = assigned(None, PEACH);
    given::<Task>(open())
        .when(TaskCommand::AssignTask(nobody.clone(), Role::Member))
        .then([nobody.into()]);
    given::<Task>(open())
        .when(TaskCommand::AssignTask(assigned(Some(PEACH), LUIGI), Role::Member))
        .then_nothing();
}

#[test]
fn whoever_sees_it_says_by_when_it_is_to_be_done() {
    let friday = rescheduled(Some("2026-12-04T17:00:00Z"), PEACH);
    let command = TaskCommand::RescheduleTask(friday.clone(), Role::Member);
    given::<Task>(open()).when(command.clone()).then([friday.clone().into()]);
    let mut moved = open();
    moved.push(friday.into());
    given::<Task>(moved.clone()).when(command.clone()).then_nothing();
    let any_time = rescheduled(None, LUIGI);
    given::<Task>(moved)
        .when(TaskCommand::RescheduleTask(any_time.clone(), Role::Member))
        .then([any_time.into()]);
    given::<Task>(ended()).when(command).then_err(TaskError::Completed);
}

#[test]
fn what_nobody_in_particular_is_to_do_anybody_may_take() {
    let taken = assigned(Some(TOAD), TOAD);
    given::<Task>([created(None).into()])
        .when(TaskCommand::AssignTask(taken.clone(), Role::Member))
        .then([taken.clone().into()]);
    given::<Task>([created(Some(PEACH)).into(), assigned(None, PEACH).into()])
        .when(TaskCommand::AssignTask(taken.clone(), Role::Member))
        .then([taken.into()]);
}

#[test]
fn to_others_there_is_no_such_task() {
    for role in [Role::Member, Role::Auditor] {
        for command in [
            TaskCommand::AssignTask(assigned(Some(TOAD), TOAD), role),
            TaskCommand::AssignTask(assigned(Some(PEACH), TOAD), role),
            TaskCommand::RescheduleTask(rescheduled(Some("2026-12-04T17:00:00Z"), TOAD), role),
            TaskCommand::RescheduleTask(rescheduled(None, TOAD), role),
            TaskCommand::CompleteTask(completed(TOAD), role),
            TaskCommand::ReopenTask(reopened(TOAD), role),
        ] {
            for history in [open(), ended()] {
                given::<Task>(history).when(command.clone()).then_err(TaskError::Unknown);
            }
        }
    }
}

#[test]
fn whoever_handed_it_on_sees_it_no_more() {
    let history = vec![created(Some(PEACH)).into(), assigned(Some(TOAD), PEACH).into()];
    given::<Task>(history)
        .when(TaskCommand::CompleteTask(completed(PEACH), Role::Member))
        .then_err(TaskError::Unknown);
}

#[test]
fn it_is_completed_and_reopened_each_once() {
    given::<Task>(open())
        .when(TaskCommand::CompleteTask(completed(PEACH), Role::Member))
        .then([completed(PEACH).into()]);
    given::<Task>(ended())
        .when(TaskCommand::CompleteTask(completed(LUIGI), Role::Member))
        .then_nothing();
    given::<Task>(ended())
        .when(TaskCommand::ReopenTask(reopened(MARIO), Role::Manager))
        .then([reopened(MARIO).into()]);
    given::<Task>(open())
        .when(TaskCommand::ReopenTask(reopened(PEACH), Role::Member))
        .then_nothing();
}

#[test]
fn nobody_can_be_given_what_is_completed() {
    given::<Task>(ended())
        .when(TaskCommand::AssignTask(assigned(Some(TOAD), LUIGI), Role::Member))
        .then_err(TaskError::Completed);
    let mut again = ended();
    again.push(reopened(LUIGI).into());
    let event = assigned(Some(TOAD), LUIGI);
    given::<Task>(again)
        .when(TaskCommand::AssignTask(event.clone(), Role::Member))
        .then([event.into()]);
}

#[test]
fn nothing_happens_to_a_task_that_was_not_created() {
    for command in [
        TaskCommand::AssignTask(assigned(None, MARIO), Role::Owner),
        TaskCommand::RescheduleTask(rescheduled(None, MARIO), Role::Owner),
        TaskCommand::CompleteTask(completed(MARIO), Role::Owner),
        TaskCommand::ReopenTask(reopened(MARIO), Role::Owner),
    ] {
        given::<Task>([]).when(command).then_err(TaskError::Unknown);
    }
}
