//! The kinds of action, one file each.

mod notify_user;

pub(crate) use notify_user::NotifyUser;
