//! The words of such answers, in English and Spanish.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;
use domain::when::describe;

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    /// Stands before every answer.
    pub label: &'static str,
    pub on_shift: &'static str,
    pub nobody: &'static str,
    pub own_shift: &'static str,
    pub no_shift: &'static str,
    pub next: &'static str,
    pub to: &'static str,
    spanish: bool,
}

const ENGLISH: Words = Words {
    label: "Without AI:",
    on_shift: "On shift",
    nobody: "nobody",
    own_shift: "Your next shift",
    no_shift: "You have no shift planned in the next 31 days.",
    next: "next on",
    to: "to",
    spanish: false,
};

const SPANISH: Words = Words {
    label: "Sin IA:",
    on_shift: "De turno",
    nobody: "nadie",
    own_shift: "Tu próximo turno",
    no_shift: "No tienes ningún turno planificado en los próximos 31 días.",
    next: "la próxima vez el",
    to: "a",
    spanish: true,
};

const DAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

impl Words {
    /// Of a BCP 47 locale; English where it is another one.
    pub(super) fn of(locale: &str) -> Self {
        if locale.to_lowercase().starts_with("es") { SPANISH } else { ENGLISH }
    }

    /// A moment with its weekday, date and local time.
    pub(super) fn moment(self, at: DateTime<Utc>, zone: Tz) -> String {
        if !self.spanish {
            return describe(at, zone);
        }
        let local = at.with_timezone(&zone);
        format!("{} a las {}", spanish_day(&local), local.format("%H:%M"))
    }

    /// A day.
    pub(super) fn day(self, at: DateTime<Utc>, zone: Tz) -> String {
        let local = at.with_timezone(&zone);
        if self.spanish {
            spanish_day(&local)
        } else {
            domain::when::describe_day(local.date_naive())
        }
    }
}

fn spanish_day(date: &impl Datelike) -> String {
    let day = DAYS.get(date.weekday().num_days_from_monday() as usize).unwrap_or(&"");
    let month = MONTHS.get(date.month0() as usize).unwrap_or(&"");
    format!("{day}, {} de {month} de {}", date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Europe::Madrid;

    use super::*;

    #[test]
    fn moments_are_told_in_the_language_of_the_business() {
        let at = Utc.with_ymd_and_hms(2026, 11, 24, 9, 0, 0).unwrap();
        let of = |locale| Words::of(locale).moment(at, Madrid);
        assert_eq!(of("es-ES"), "martes, 24 de noviembre de 2026 a las 10:00");
        assert_eq!(of("en"), "Tuesday, 24 November 2026 at 10:00");
        assert_eq!(Words::of("es").day(at, Madrid), "martes, 24 de noviembre de 2026");
        assert_eq!(Words::of("it").day(at, Madrid), "Tuesday, 24 November 2026");
    }
}
