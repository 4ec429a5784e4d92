//! Businesses: registering one with its owner, what it says of itself, and how its steward is set up.

mod agent;
mod dto;
mod notification_rules;
mod policies;
mod profile;
mod quota;
mod register;

pub(crate) use agent::{__path_agent, __path_set_agent, agent, set_agent};
pub(crate) use notification_rules::{
    __path_notification_rules, __path_set_notification_rules, Quiet, notification_rules,
    set_notification_rules,
};
pub(crate) use policies::{__path_policies, __path_set_policies, policies, set_policies};
pub(crate) use profile::{__path_profile, __path_set_profile, profile, set_profile};
pub(crate) use quota::{
    __path_quota, __path_set_quota, QuotaUse, current as current_quota, quota, set_quota,
};
pub(crate) use register::{__path_register, register};
