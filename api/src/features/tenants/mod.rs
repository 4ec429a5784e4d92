//! Businesses: registering one with its owner, and what its steward may do by itself.

mod dto;
mod notification_rules;
mod policies;
mod register;

pub(crate) use notification_rules::{
    __path_notification_rules, __path_set_notification_rules, notification_rules,
    set_notification_rules,
};
pub(crate) use policies::{__path_policies, __path_set_policies, policies, set_policies};
pub(crate) use register::{__path_register, register};
