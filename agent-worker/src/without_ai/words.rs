//! The words of such answers, in English and Spanish.

use actions::Language;

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
    pub tasks: &'static str,
    pub own_tasks: &'static str,
    pub no_tasks: &'static str,
    pub due: &'static str,
    pub more: &'static str,
    pub language: Language,
}

const ENGLISH: Words = Words {
    label: "Without AI:",
    on_shift: "On shift",
    nobody: "nobody",
    own_shift: "Your next shift",
    no_shift: "You have no shift planned in the next 31 days.",
    next: "next on",
    to: "to",
    tasks: "Open tasks",
    own_tasks: "Your open tasks",
    no_tasks: "none",
    due: "due",
    more: "and more on the tasks page",
    language: Language::English,
};

const SPANISH: Words = Words {
    label: "Sin IA:",
    on_shift: "De turno",
    nobody: "nadie",
    own_shift: "Tu próximo turno",
    no_shift: "No tienes ningún turno planificado en los próximos 31 días.",
    next: "la próxima vez el",
    to: "a",
    tasks: "Tareas abiertas",
    own_tasks: "Tus tareas abiertas",
    no_tasks: "ninguna",
    due: "para el",
    more: "y más en la página de tareas",
    language: Language::Spanish,
};

impl Words {
    /// Of a BCP 47 locale; English where it is another one.
    pub(super) fn of(locale: &str) -> Self {
        match Language::of(locale) {
            Language::English => ENGLISH,
            Language::Spanish => SPANISH,
        }
    }
}
