//! The mail that brings a link: in English, or Spanish where that is the business's
//! language.

use actions::Language;

/// What the mail is about.
pub(super) struct Letter<'a> {
    /// Who is invited.
    pub(super) name: &'a str,
    /// The business.
    pub(super) business: &'a str,
    /// Who invites them.
    pub(super) by: Option<&'a str>,
    /// The link.
    pub(super) url: &'a str,
}

impl Letter<'_> {
    /// Its subject and its text.
    pub(super) fn write(&self, language: Language) -> (String, String) {
        let Self { name, business, by, url } = self;
        match language {
            Language::English => (
                format!("{business} invites you to Steward"),
                format!(
                    "Hello {name},\n\n{} invites you to the steward of {business}, the assistant \
                     that knows the business: who works when, what is to be done, where things \
                     are written.\n\nJoin here within seven days; the link works once, and only \
                     for you:\n\n{url}\n\nIf you expected no invitation, do nothing.\n",
                    by.unwrap_or("Somebody"),
                ),
            ),
            Language::Spanish => (
                format!("{business} te invita a Steward"),
                format!(
                    "Hola, {name}:\n\n{} te invita al asistente de {business}, que conoce el \
                     negocio: quién trabaja cuándo, qué hay que hacer, dónde está escrito \
                     cada cosa.\n\nÚnete aquí en un plazo de siete días; el enlace sirve una vez, y \
                     solo para ti:\n\n{url}\n\nSi no esperabas ninguna invitación, no hagas nada.\n",
                    by.unwrap_or("Alguien"),
                ),
            ),
        }
    }
}
