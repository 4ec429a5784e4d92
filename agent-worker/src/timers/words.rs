//! Why somebody is told, in the language of the business: English unless Spanish.

use actions::Language;

/// Why somebody else is told of what nobody acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// They work at this moment.
    OnShiftNow,
    /// Theirs is the next shift.
    OnShiftNext,
    /// They manage the business.
    Manager,
    /// The business is theirs.
    Owner,
}

fn spanish(locale: &str) -> bool {
    Language::of(locale) == Language::Spanish
}

/// Of a reminder: one's own, unless `setter` wanted it.
pub(super) fn reminder(setter: Option<&str>, locale: &str) -> String {
    match (setter, spanish(locale)) {
        (None, false) => "your reminder".to_owned(),
        (None, true) => "tu recordatorio".to_owned(),
        (Some(setter), false) => format!("reminder set by {setter}"),
        (Some(setter), true) => format!("recordatorio puesto por {setter}"),
    }
}

/// `Peach has not acknowledged within 15 minutes; you are on shift next`. `minutes` is
/// how long they had; `silent` is none once they are unknown.
pub(super) fn escalation(silent: Option<&str>, minutes: i64, why: Why, locale: &str) -> String {
    let spanish = spanish(locale);
    let time = duration(minutes, spanish);
    let why = match (why, spanish) {
        (Why::OnShiftNow, false) => "you are on shift now",
        (Why::OnShiftNow, true) => "estás de turno ahora",
        (Why::OnShiftNext, false) => "you are on shift next",
        (Why::OnShiftNext, true) => "el próximo turno es tuyo",
        (Why::Manager, false) => "you are a manager",
        (Why::Manager, true) => "formas parte de la gerencia",
        (Why::Owner, false) => "the business is yours",
        (Why::Owner, true) => "el negocio es tuyo",
    };
    match (silent, spanish) {
        (Some(name), false) => format!("{name} has not acknowledged within {time}; {why}"),
        (Some(name), true) => format!("{name} no ha confirmado en {time}; {why}"),
        (None, false) => format!("nobody has acknowledged within {time}; {why}"),
        (None, true) => format!("nadie ha confirmado en {time}; {why}"),
    }
}

/// Whole hours as hours, everything else in minutes.
fn duration(minutes: i64, spanish: bool) -> String {
    let hours = minutes / 60;
    match (minutes % 60 == 0 && hours > 0, spanish) {
        (true, false) => format!("{hours} {}", if hours == 1 { "hour" } else { "hours" }),
        (true, true) => format!("{hours} {}", if hours == 1 { "hora" } else { "horas" }),
        (false, false) => format!("{minutes} {}", if minutes == 1 { "minute" } else { "minutes" }),
        (false, true) => format!("{minutes} {}", if minutes == 1 { "minuto" } else { "minutos" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escalation_says_who_was_silent_for_how_long_and_why_this_person() {
        assert_eq!(
            escalation(Some("Peach"), 15, Why::OnShiftNext, "en"),
            "Peach has not acknowledged within 15 minutes; you are on shift next"
        );
        assert_eq!(
            escalation(Some("Peach"), 120, Why::Owner, "es-MX"),
            "Peach no ha confirmado en 2 horas; el negocio es tuyo"
        );
        assert_eq!(
            escalation(None, 1, Why::Manager, "est"),
            "nobody has acknowledged within 1 minute; you are a manager"
        );
    }

    #[test]
    fn a_reminder_says_whose_it_is() {
        assert_eq!(reminder(None, "en"), "your reminder");
        assert_eq!(reminder(Some("Luigi"), "es"), "recordatorio puesto por Luigi");
    }
}
