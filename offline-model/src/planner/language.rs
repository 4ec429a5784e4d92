//! The fixed sentences, in the language of the reply.

/// A language with fixed sentences of its own; passages are quoted as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    English,
    Spanish,
}

/// The fixed sentences. `{}` stands for what is filled in.
#[derive(Debug)]
pub(crate) struct Phrases {
    pub unknown: &'static str,
    pub greeting: &'static str,
    pub thanks: &'static str,
    pub goodbye: &'static str,
    pub abilities: &'static str,
    pub noted: &'static str,
    pub now: &'static str,
    pub next: &'static str,
    pub next_date: &'static str,
    pub quoted: &'static str,
    pub concerns_shift: &'static str,
    pub concerns: &'static str,
    pub concerns_role: &'static str,
    pub no_roster: &'static str,
    pub approval: &'static str,
    pub denied: &'static str,
    pub failed: &'static str,
    pub cannot_send: &'static str,
    pub nobody_on: &'static str,
    pub on_shift: &'static str,
    pub you_work: &'static str,
    pub you_do_not: &'static str,
    pub works: &'static str,
    pub does_not_work: &'static str,
    pub your_next: &'static str,
    pub no_next: &'static str,
    pub to: &'static str,
    pub nobody_off: &'static str,
    pub off: &'static str,
    pub you_are_off: &'static str,
    pub you_are_not_off: &'static str,
    pub is_off: &'static str,
    pub is_not_off: &'static str,
    pub works_next: &'static str,
    pub works_not: &'static str,
    pub remind_when: &'static str,
    pub all_right: &'static str,
    pub approval_needed: &'static str,
    pub not_allowed: &'static str,
    pub not_possible: &'static str,
    pub not_found: &'static str,
    pub no_tasks: &'static str,
    pub tasks: &'static str,
    pub no_facts: &'static str,
    pub facts: &'static str,
    pub you_told: &'static str,
}

static ENGLISH: Phrases = Phrases {
    unknown: "I don't know that. Nothing in the documents I can see answers it; \
              the person in charge may know, or can add a document about it.",
    greeting: "Hello {}! Ask me about the documents or the roster of {}, \
               or tell me what a colleague should know.",
    thanks: "You're welcome!",
    goodbye: "Goodbye!",
    abilities: "I answer questions from the documents, with the source of each answer, \
                I look up who is on shift, and I can pass a message to the right colleague.",
    noted: "Thanks for telling me. To let everybody find it, write it into a document; \
            if a colleague should know, say who and what.",
    now: "It is {}.",
    next: "The next {} is on {}",
    next_date: "The next date is {}",
    quoted: "The document \"{}\" says: ",
    concerns_shift: "Thanks for the heads-up. This concerns whoever is on shift on {}.",
    concerns: "Thanks. This concerns {}.",
    concerns_role: "Thanks. This concerns the {}.",
    no_roster: "I could not look into the roster: {}.",
    approval: "This needs approval first; below you see exactly what it would say, and to whom.",
    denied: "The rules of this business do not let me pass this on. Please tell them yourself.",
    failed: "I could not pass this on: {}. You could name a person or another time.",
    cannot_send: "I cannot pass messages on here. Please tell the person yourself.",
    nobody_on: "Nobody is on shift {}.",
    on_shift: "On shift {}: {}.",
    you_work: "Yes, you are on shift {}: {}.",
    you_do_not: "No, you are not on shift {}.",
    works: "Yes, {} is on shift {}: {}.",
    does_not_work: "No, {} is not on shift {}.",
    your_next: "Your next shift is {}.",
    no_next: "No shift is planned for you yet.",
    to: "to",
    nobody_off: "Nobody is off {}.",
    off: "Off {}: {}.",
    you_are_off: "Yes, you are off {}.",
    you_are_not_off: "No, you are on shift {}: {}.",
    is_off: "Yes, {} is off {}.",
    is_not_off: "No, {} is on shift {}: {}.",
    works_next: "{} works next on {}, {}.",
    works_not: "{} has no shift in the next two weeks.",
    remind_when: "When shall I remind you? Say a day and a time, please.",
    all_right: "All right.",
    approval_needed: "This needs approval first; below you see exactly what it would do.",
    not_allowed: "The rules of this business do not let me do this.",
    not_possible: "I could not do this: {}.",
    not_found: "I found nothing that fits. Please say it in other words.",
    no_tasks: "There is nothing to do.",
    tasks: "These are open:",
    no_facts: "You have told me nothing about yourself to remember.",
    facts: "This is what you told me:",
    you_told: "You told me: {}",
};

static SPANISH: Phrases = Phrases {
    unknown: "No lo sé. Nada en los documentos que veo lo responde; \
              la persona responsable puede saberlo o añadir un documento.",
    greeting: "¡Hola, {}! Pregúntame por los documentos o los turnos de {}, \
               o dime qué debería saber un compañero.",
    thanks: "¡De nada!",
    goodbye: "¡Hasta luego!",
    abilities: "Respondo preguntas a partir de los documentos, con la fuente de cada respuesta, \
                consulto quién está de turno y puedo avisar al compañero adecuado.",
    noted: "Gracias por decírmelo. Para que todos lo encuentren, escríbelo en un documento; \
            si un compañero debe saberlo, dime quién y qué.",
    now: "Es {}.",
    next: "Próxima fecha ({}): {}",
    next_date: "Próxima fecha: {}",
    quoted: "El documento «{}» dice: ",
    concerns_shift: "Gracias por el aviso. Esto interesa a quien esté de turno: {}.",
    concerns: "Gracias. Esto interesa a {}.",
    concerns_role: "Gracias. Esto interesa a: {}.",
    no_roster: "No he podido consultar los turnos: {}.",
    approval: "Esto necesita aprobación; abajo ves exactamente qué diría y a quién.",
    denied: "Las normas de este negocio no me dejan transmitirlo. Díselo tú, por favor.",
    failed: "No he podido transmitirlo: {}. Puedes nombrar a una persona u otra hora.",
    cannot_send: "Aquí no puedo transmitir mensajes. Díselo tú, por favor.",
    nobody_on: "No hay nadie de turno {}.",
    on_shift: "De turno {}: {}.",
    you_work: "Sí, estás de turno {}: {}.",
    you_do_not: "No, no estás de turno {}.",
    works: "Sí, {} está de turno {}: {}.",
    does_not_work: "No, {} no está de turno {}.",
    your_next: "Tu próximo turno: {}.",
    no_next: "Todavía no tienes ningún turno.",
    to: "a",
    nobody_off: "Nadie libra {}.",
    off: "Libran {}: {}.",
    you_are_off: "Sí, libras {}.",
    you_are_not_off: "No, estás de turno {}: {}.",
    is_off: "Sí, {} libra {}.",
    is_not_off: "No, {} está de turno {}: {}.",
    works_next: "{} trabaja de nuevo el {}, {}.",
    works_not: "{} no tiene turnos en las próximas dos semanas.",
    remind_when: "¿Cuándo te lo recuerdo? Dime el día y la hora, por favor.",
    all_right: "De acuerdo.",
    approval_needed: "Esto necesita aprobación; abajo ves exactamente qué haría.",
    not_allowed: "Las normas de este negocio no me dejan hacerlo.",
    not_possible: "No he podido hacerlo: {}.",
    not_found: "No encuentro nada que encaje. Dilo con otras palabras, por favor.",
    no_tasks: "No hay nada pendiente.",
    tasks: "Esto está pendiente:",
    no_facts: "No me has contado nada sobre ti que recordar.",
    facts: "Esto es lo que me has contado:",
    you_told: "Me dijiste: {}",
};

impl Language {
    /// Reads the line `Reply in: <tag>` of the instructions.
    pub(crate) fn of(instructions: &str) -> Self {
        let tag = instructions.lines().find_map(|line| line.trim().strip_prefix("Reply in:"));
        match tag.map(|tag| tag.trim().to_lowercase()) {
            Some(tag) if tag == "es" || tag.starts_with("es-") => Self::Spanish,
            _ => Self::English,
        }
    }

    pub(crate) fn phrases(self) -> &'static Phrases {
        match self {
            Self::English => &ENGLISH,
            Self::Spanish => &SPANISH,
        }
    }
}

/// Fills the `{}` of a phrase, in order.
pub(crate) fn fill(phrase: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut pieces = phrase.split("{}");
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        result.push_str(values.next().copied().unwrap_or_default());
        result.push_str(piece);
    }
    result
}
