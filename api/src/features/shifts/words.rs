//! What people are told about their shifts: in English, or Spanish where that is the
//! business's language.

use actions::Language;
use chrono::{DateTime, Utc};
use domain::MemberId;
use domain::roster::Period;

/// What became of somebody's shift.
#[derive(Debug)]
pub(super) enum News<'a> {
    /// It is at another time, or another role.
    Moved { from: &'a Period, to: &'a Period },
    /// It is cancelled.
    Cancelled(&'a Period),
    /// It is somebody else's now.
    Given { shift: &'a Period, to: MemberId },
    /// It was somebody else's.
    Received { shift: &'a Period, from: MemberId },
    /// It was exchanged for another one of somebody else.
    Swapped { gave: &'a Period, got: &'a Period, with: MemberId },
}

impl News<'_> {
    /// When all that it is about is over.
    pub(super) fn last_end(&self) -> DateTime<Utc> {
        match self {
            Self::Moved { from: one, to: other } => one.ends_at.max(other.ends_at),
            Self::Swapped { gave, got, .. } => gave.ends_at.max(got.ends_at),
            Self::Cancelled(shift) | Self::Given { shift, .. } | Self::Received { shift, .. } => {
                shift.ends_at
            }
        }
    }

    /// Who is named besides the recipient.
    pub(super) fn other(&self) -> Option<MemberId> {
        match self {
            Self::Moved { .. } | Self::Cancelled(_) => None,
            Self::Given { to: other, .. }
            | Self::Received { from: other, .. }
            | Self::Swapped { with: other, .. } => Some(*other),
        }
    }

    /// The sentence for the recipient. `time` is a period in words, `name` who is called
    /// what.
    pub(super) fn text<'n>(
        &self,
        time: impl Fn(&Period) -> String,
        name: impl Fn(MemberId) -> Option<&'n str>,
        language: Language,
    ) -> String {
        let shift = |period: &Period| format!("{} ({})", time(period), period.role);
        let spanish = language == Language::Spanish;
        let nobody = if spanish { "otra persona" } else { "somebody else" };
        let who = |member| name(member).unwrap_or(nobody);
        match (self, spanish) {
            (Self::Moved { from, to }, false) => {
                format!("Your shift of {} is now {}.", shift(from), shift(to))
            }
            (Self::Moved { from, to }, true) => {
                format!("Tu turno del {} es ahora el {}.", shift(from), shift(to))
            }
            (Self::Cancelled(period), false) => {
                format!("Your shift of {} was cancelled.", shift(period))
            }
            (Self::Cancelled(period), true) => {
                format!("Tu turno del {} se ha cancelado.", shift(period))
            }
            (Self::Given { shift: period, to }, false) => {
                format!("{} works your shift of {} instead of you.", who(*to), shift(period))
            }
            (Self::Given { shift: period, to }, true) => {
                format!("{} hace tu turno del {} en tu lugar.", who(*to), shift(period))
            }
            (Self::Received { shift: period, from }, false) => {
                format!("You work on {} instead of {}.", shift(period), who(*from))
            }
            (Self::Received { shift: period, from }, true) => {
                format!("Trabajas el {} en lugar de {}.", shift(period), who(*from))
            }
            (Self::Swapped { gave, got, with }, false) => {
                let (gave, got, with) = (shift(gave), shift(got), who(*with));
                format!("Your shift of {gave} is now {got}: swapped with {with}.")
            }
            (Self::Swapped { gave, got, with }, true) => {
                let (gave, got, with) = (shift(gave), shift(got), who(*with));
                format!("Tu turno del {gave} es ahora el {got}: cambiado con {with}.")
            }
        }
    }
}

/// What an import made of somebody's shifts.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) planned: usize,
    pub(super) changed: usize,
    pub(super) cancelled: usize,
}

impl Counted {
    /// The sentence for them.
    pub(super) fn text(&self, language: Language) -> String {
        let Self { planned, changed, cancelled } = self;
        match language {
            Language::English => format!(
                "Your shifts follow a calendar now: {planned} new, {changed} changed, {cancelled} cancelled."
            ),
            Language::Spanish => format!(
                "Tus turnos siguen ahora un calendario: {planned} nuevos, {changed} cambiados, {cancelled} cancelados."
            ),
        }
    }
}

/// Why they are told.
pub(super) fn reason(sender: Option<&str>, language: Language) -> String {
    match (sender, language) {
        (Some(name), Language::English) => format!("{name} changed the roster"),
        (Some(name), Language::Spanish) => format!("{name} ha cambiado los turnos"),
        (None, Language::English) => "the roster was changed".to_owned(),
        (None, Language::Spanish) => "han cambiado los turnos".to_owned(),
    }
}
