//! The kinds of action, one file each.

mod notify_user;
mod schedule_reminder;

pub(crate) use notify_user::NotifyUser;
pub(crate) use schedule_reminder::ScheduleReminder;
