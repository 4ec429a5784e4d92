//! The kinds of action, one file each.

mod assign_task;
mod assignee;
mod complete_task;
mod create_task;
mod forget_fact;
mod log_event;
mod notify_user;
mod remember_fact;
mod schedule_reminder;

pub(crate) use assign_task::AssignTask;
pub(crate) use complete_task::CompleteTask;
pub(crate) use create_task::CreateTask;
pub(crate) use forget_fact::ForgetFact;
pub(crate) use log_event::LogEvent;
pub(crate) use notify_user::NotifyUser;
pub(crate) use remember_fact::RememberFact;
pub(crate) use schedule_reminder::ScheduleReminder;
