//! Notices in Spanish: requests to tell somebody, and reports that matter to others.

use std::sync::LazyLock;

use regex::Regex;

use super::intent::{Manner, Notice, Recipient};
use super::roster::time_in;
use super::text::pattern;

static TELL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?is)^(?:(?:hola|buenas|por favor|puedes|podrías)[,!]?\s+)*(?P<verb>dile|diles|decirle|avisa|avísale|avisar|informa|informar|comunica|notifica|pídele|pregúntale|recuérdale)\s+(?:al|a)\s+(?P<who>.+?)\s+(?P<link>de\s+que|que|si)\s+(?P<what>.+)$",
    )
});
static PROBLEM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:se\s+ha\s+(?:roto|estropeado|caído|atascado|inundado|ido|bloqueado)|(?:está|están)\s+(?:rot|averiad|atascad|bloquead|inundad)[oa]s?|no\s+(?:funciona|arranca|abre|cierra|enciende)n?|hay\s+(?:una\s+fuga|humo|fuego|agua\s+en)|gotean?|huele\s+a)\b",
    )
});
static EVENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:llegan?|vienen?|traen?|recogen?|entregan?|visitan?|llegará|vendrá|reparto|entrega|inspector|inspectora)\b",
    )
});
static ABSENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:no\s+puedo\s+(?:ir|venir|trabajar)|estoy\s+(?:mal[oa]|enferm[oa])|llego\s+tarde|llegaré\s+tarde)\b",
    )
});
static I_AM_AWAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[,;]?\s*(?:y|pero|aunque|porque)?\s*(?:yo\s+)?no\s+(?:estoy|estaré|trabajo|voy)(?:\s+(?:allí|entonces|ese\s+día))?\s*[.!]?$",
    )
});
static PLACE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\ben\s+(?:el|la)\s+(?P<role>\p{L}+)"));

/// What the message wants passed on, if anything.
pub(crate) fn notice(message: &str) -> Option<Notice> {
    let text = message.trim();
    if let Some(found) = TELL.captures(text) {
        let verb = found["verb"].to_lowercase();
        let manner = match (verb.as_str(), found["link"].to_lowercase().as_str()) {
            (_, "si") => Manner::AskWhether,
            ("recuérdale", _) => Manner::Remind,
            _ => Manner::Tell,
        };
        let content = found["what"].trim_end_matches(['.', '!', '?']).to_owned();
        let problem = PROBLEM.is_match(&content);
        return Some(Notice { recipient: recipient(&found["who"]), manner, content, problem });
    }
    if text.contains('?') {
        return None;
    }
    let problem = PROBLEM.is_match(text);
    let coming = EVENT.is_match(text) && time_in(text).is_some();
    let content = I_AM_AWAY.replace(text, "").trim_end_matches('.').to_owned();
    let matters = problem || coming || ABSENT.is_match(text);
    let recipient = Recipient::OnShift(String::new());
    matters.then_some(Notice { recipient, manner: Manner::Tell, content, problem })
}

fn recipient(who: &str) -> Recipient {
    let who = who.trim();
    let lower = who.to_lowercase();
    if lower.starts_with("quien") || lower.starts_with("los que") || lower.contains("de turno") {
        return Recipient::OnShift(who.to_owned());
    }
    match ["la ", "el ", "las ", "los "].iter().find_map(|article| lower.strip_prefix(article)) {
        Some(role) => Recipient::Role(role.to_owned()),
        None if who.starts_with(char::is_uppercase) => Recipient::Member(who.to_owned()),
        None => Recipient::Role(lower),
    }
}

/// The place that words such as `quien esté en el mostrador` name.
pub(crate) fn place(words: &str) -> Option<String> {
    PLACE.captures(words).map(|found| found["role"].to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<(Recipient, String)> {
        notice(text).map(|notice| (notice.recipient, notice.content))
    }

    #[test]
    fn requests_name_whom_and_what() {
        let member = |name: &str| Recipient::Member(name.to_owned());
        for (text, to, what) in [
            ("Dile a Ana que la persiana está rota", member("Ana"), "la persiana está rota"),
            ("Avisa a Ana de que falta cambio.", member("Ana"), "falta cambio"),
            (
                "Informa a la cajera de que no funciona",
                Recipient::Role("cajera".into()),
                "no funciona",
            ),
        ] {
            assert_eq!(told(text), Some((to, what.to_owned())), "{text}");
        }
        let Some((Recipient::OnShift(words), what)) =
            told("Avisa a quien esté en la barra el lunes a las 9 de que viene el gas")
        else {
            panic!("no notice")
        };
        assert_eq!((place(&words).as_deref(), what.as_str()), (Some("barra"), "viene el gas"));
    }

    #[test]
    fn reports_matter_to_whoever_works() {
        let report = told("Mañana a las 9 viene el gas y yo no estoy").unwrap();
        assert_eq!(report.1, "Mañana a las 9 viene el gas");
        assert!(told("Se ha roto la caldera").is_some());
        for text in
            ["¿Cuándo viene el gas mañana?", "No le digas nada a Ana", "Gracias, hasta luego"]
        {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
