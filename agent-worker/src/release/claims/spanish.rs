//! Claims in Spanish: what the steward says it did, does or will do, what it says has been
//! done, and the short forms of both.

use std::sync::LazyLock;

use regex::{Match, Regex};

use super::{Claim, pattern};

/// Participles of what a steward does, without their ending.
const DONE: &str = r"notificad|avisad|informad|enviad|reenviad|mandad|pasad|comunicad|contactad|llamad|pedid|
    encargad|cread|añadid|agregad|programad|agendad|registrad|apuntad|anotad|guardad|asignad|reservad|cancelad|
    anulad|cambiad|modificad|actualizad|movid|intercambiad|confirmad|marcad|completad|eliminad|borrad|organizad|
    gestionad|arreglad|solucionad|resuelt|hech|puest|dich|dad|escrit|recordad|publicad|tramitad|activad";
/// Stems of its verbs in -ar; those in -er and -ir are few.
const STEMS: &str = r"notific|notifiqu|avis|inform|envi|reenvi|mand|comunic|contact|llam|encarg|cre|program|agend|
    registr|apunt|anot|guard|asign|reserv|cancel|anul|cambi|actualiz|intercambi|confirm|marc|complet|elimin|borr|
    organiz|gestion|arregl|solucion|record|public|tramit|pas";
const THINGS: &str = r"mensajes?|avisos?|notificaci(?:ón|ones)|recordatorios?|tareas?|turnos?|notas?|reservas?|
    pedidos?|cambios?|correos?|entradas?|solicitud(?:es)?|citas?|todo";

/// The claims of a sentence.
pub(super) fn claims(sentence: &str) -> impl Iterator<Item = Claim> {
    let own = OWN.find_iter(sentence).map(|found| (found, true));
    let done = PASSIVE.find_iter(sentence).chain(SHORT.find_iter(sentence));
    own.chain(done.map(|found| (found, false))).filter(|(found, _)| !is_open(sentence, found)).map(
        |(found, own)| {
            let text = found.as_str().trim().to_lowercase();
            let habitual = text.ends_with("amos") || text.ends_with("imos");
            let telling = TELLING.is_match(&text);
            Claim { own: own && !habitual, habitual, telling, text }
        },
    )
}

/// Whether it is asked, denied, or hangs on the member.
fn is_open(sentence: &str, found: &Match<'_>) -> bool {
    let before = sentence.get(..found.start()).unwrap_or_default();
    let asked = sentence.get(..found.end()).is_some_and(|until| until.contains('¿'))
        && sentence.trim_end().ends_with('?');
    let future = FUTURE.is_match(found.as_str());
    asked || DENIED.is_match(before) || future && CONDITION.is_match(sentence)
}

/// "He avisado", "voy a informar", "te lo recordaré", "enviamos", "estoy avisando".
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?ix)
        \b(?:he|hemos)\s+(?:ya\s+)?(?:dejado\s+)?(?:{DONE})[oa]s?\b
        |\b(?:he|hemos)\s+(?:tomado\s+nota|dejado\b.{{0,30}}\b(?:dich|avisad|anotad)[oa])
        |\b(?:acabo|acabamos)\s+de\s+(?:\w+\s+)?\w+[aei]r(?:[lst]\w+)?\b
        |\b(?:voy|vamos)\s+a\s+(?:(?:{STEMS})ar|decir|pedir|añadir|mover|poner|hacer)(?:[mlst]\w+)?\b
        |\b(?:{STEMS})(?:é|aré|aremos|amos)\b
        |\b(?:añad|ped|mov)(?:í|iré|eré|iremos|eremos|imos)\b
        |\b(?:dir|har|pondr|tendr)(?:é|emos)\b(?:\s+en\s+cuenta)?
        |\b(?:l[eo]s?\s+)(?:dije|puse)\b
        |\b(?:estoy|estamos)\s+(?:(?:{STEMS})ando|diciendo|pidiendo|añadiendo|poniendo)\w*",
    ))
});

/// "Ha sido avisada", "se ha cambiado", "queda anotado", "ya lo sabe".
static PASSIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?ix)
        \b(?:ha|han)\s+(?:sido\s+)?(?:ya\s+)?(?:{DONE})[oa]s?\b
        |\b(?:fue|fueron|será|serán|queda|quedan|quedó|quedaron)\s+(?:ya\s+)?(?:{DONE})[oa]s?\b
        |\b(?:está|están)\s+(?:ya\s+)?(?:notificad|avisad|informad|enviad|registrad|cread|programad|reservad|anotad|
           apuntad|asignad|confirmad|guardad|hech|arreglad|resuelt|cancelad|cambiad|solucionad)[oa]s?\b
        |\bya\s+(?:lo\s+|la\s+)?saben?\b
        |\b(?:está|están)\s+(?:ya\s+)?(?:al\s+tanto|al\s+corriente|enterad[oa]s?)\b
        |\bya\s+tienen?\s+(?:el|tu|su|mi)\s+(?:mensaje|aviso)\b",
    ))
});

/// "Hecho.", "Avisada Ana.", "Recordatorio creado.", "Dalo por hecho."
static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?ix)
        ^\W*(?:ya\s+|todo\s+|muy\s+bien,?\s+|perfecto,?\s+|de\s+acuerdo,?\s+)*(?:list[oa]|(?:{DONE})[oa]s?)\b\s*(?:[.!,:;—–-]|$)
        |^\W*(?:ya\s+)?(?:notificad|avisad|informad)[oa]s?\s
        |^\W*(?:tu\s+|el\s+|la\s+)?(?:{THINGS})\s+(?:.{{0,30}}\s+)?(?:{DONE})[oa]s?\b
        |\bdal[oa]\s+por\s+hech[oa]\b|\beso\s+está\s+hecho\b|\bya\s+está\s*(?:[.!]|$)",
    ))
});

static FUTURE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:[aeií]r|dir|har|ndr)(?:é|emos)\b|\b(?:voy|vamos)\s+a\b"));

static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:si|cuando|en cuanto|una vez|antes de|después de)\b|\bsi\s+(?:quieres|lo\s+deseas|te\s+parece|lo\s+apruebas|lo\s+confirmas)\b",
    )
});

static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:no|nunca|tampoco|nadie|nada|ningun[oa]?|ningún|sin)(?:\s+\w+)?\s+(?:(?:se|te|le|les|lo|la|me|os)\s+)*$|\b(?:si|antes de|después de)\s+(?:\w+\s+)?$",
    )
});

static TELLING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)notif|avis|inform|envi|mand|dicho|decir|dije|diré|diciendo|pasad|comunic|contact|sabe|tanto|corriente|enterad|mensaje",
    )
});
