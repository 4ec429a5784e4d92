//! Made-up sentences: templates and the words for their slots, in two languages.

use super::dice::Dice;

/// One language's templates. `{thing}`, `{place}`, `{day}` and `{n}` are filled in.
#[derive(Debug)]
pub(super) struct Words {
    /// BCP 47.
    pub(super) locale: &'static str,
    things: &'static [&'static str],
    places: &'static [&'static str],
    days: &'static [&'static str],
    pub(super) questions: &'static [&'static str],
    pub(super) answers: &'static [&'static str],
    pub(super) entries: &'static [&'static str],
    pub(super) tasks: &'static [&'static str],
    pub(super) notices: &'static [&'static str],
    pub(super) reminders: &'static [&'static str],
    pub(super) titles: &'static [&'static str],
    pub(super) rules: &'static [&'static str],
    pub(super) facts: &'static [&'static str],
    pub(super) reasons: &'static [&'static str],
    pub(super) positions: &'static [&'static str],
    pub(super) categories: &'static [&'static str],
}

/// What is said in English.
pub(super) static ENGLISH: Words = Words {
    locale: "en",
    things: &[
        "the oven",
        "the flour",
        "the back door",
        "the delivery",
        "the fridge",
        "the boiler",
        "the lift",
        "the bins",
        "the cash drawer",
        "the dishwasher",
        "the mop",
        "the alarm",
        "the van",
        "the terrace heater",
    ],
    places: &[
        "in the kitchen",
        "at the counter",
        "in the cellar",
        "on the second floor",
        "in the yard",
        "by the entrance",
        "in the store room",
        "in the stairwell",
    ],
    days: &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    questions: &[
        "Who looks after {thing} on {day}?",
        "What do we do when {thing} {place} does not work?",
        "When was {thing} last cleaned?",
        "Please note that {thing} {place} was checked at {n}.",
        "Can somebody see to {thing} before {day}?",
        "How many of them are left {place}?",
        "Is {day} still free for me?",
    ],
    answers: &[
        "On {day} that is planned for {n} o'clock.",
        "Switch {thing} off, wait for {n} minutes and try again.",
        "It was checked on {day}; everything {place} was in order.",
        "That is done. {thing} is on the list for {day}.",
        "There are {n} left {place}.",
    ],
    entries: &[
        "Checked {thing} {place}: in order.",
        "Replaced a part of {thing} {place}, number {n}.",
        "{n} boxes came in and stand {place}.",
        "Noise from {thing} {place}, stopped after {n} minutes.",
        "Cleaned {thing} {place}.",
    ],
    tasks: &[
        "Clean {thing} {place}",
        "Order {n} more for {day}",
        "Call the workshop about {thing}",
        "Put {thing} back {place}",
        "Count what is left {place}",
    ],
    notices: &[
        "{thing} {place} needs you before {day}.",
        "The delivery of {day} comes at {n}.",
        "Please leave {thing} as it is.",
        "We start at {n} on {day}.",
    ],
    reminders: &["look at {thing}", "lock {thing} {place}", "send the list of {day}"],
    titles: &["How to use {thing}", "House rules {n}", "What to do {place}", "Plan for {day}"],
    rules: &[
        "Before {n} o'clock {thing} stays closed.",
        "Whoever is last {place} switches off {thing}.",
        "{thing} is cleaned every {day}.",
        "At most {n} boxes may stand {place}.",
        "Report any damage {place} at once.",
    ],
    facts: &[
        "My locker is number {n}.",
        "My badge is number {n}.",
        "My bus pass is number {n}.",
        "My parking space is number {n}.",
        "My key ring is number {n}.",
        "My usual table is number {n}.",
    ],
    reasons: &["on shift then", "in charge of it", "asked to be told"],
    positions: &["kitchen", "counter", "delivery", "cleaning"],
    categories: &["delivery", "maintenance", "cleaning", "incident"],
};

/// What is said in Spanish.
pub(super) static SPANISH: Words = Words {
    locale: "es",
    things: &[
        "el horno",
        "la harina",
        "la puerta trasera",
        "el pedido",
        "la nevera",
        "la caldera",
        "el ascensor",
        "los contenedores",
        "la caja",
        "el lavavajillas",
        "la fregona",
        "la alarma",
        "la furgoneta",
        "la estufa de la terraza",
    ],
    places: &[
        "en la cocina",
        "en el mostrador",
        "en el sótano",
        "en el segundo piso",
        "en el patio",
        "junto a la entrada",
        "en el almacén",
        "en la escalera",
    ],
    days: &["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    questions: &[
        "¿Quién se ocupa de {thing} el {day}?",
        "¿Qué hacemos si {thing} {place} no funciona?",
        "¿Cuándo se limpió {thing} por última vez?",
        "Apunta que {thing} {place} se revisó a las {n}.",
        "¿Puede alguien mirar {thing} antes del {day}?",
        "¿Cuántos quedan {place}?",
        "¿Sigo teniendo libre el {day}?",
    ],
    answers: &[
        "El {day} está previsto a las {n}.",
        "Apaga {thing}, espera {n} minutos e inténtalo de nuevo.",
        "Se revisó el {day}; todo estaba en orden {place}.",
        "Hecho. {thing} está en la lista del {day}.",
        "Quedan {n} {place}.",
    ],
    entries: &[
        "Revisado: {thing} {place}, en orden.",
        "Cambiada una pieza de {thing} {place}, número {n}.",
        "Llegaron {n} cajas y están {place}.",
        "Ruido de {thing} {place}, cesó a los {n} minutos.",
        "Limpieza de {thing} {place}.",
    ],
    tasks: &[
        "Limpiar {thing} {place}",
        "Pedir {n} más para el {day}",
        "Llamar al taller por {thing}",
        "Devolver {thing} a su sitio {place}",
        "Contar lo que queda {place}",
    ],
    notices: &[
        "{thing} {place} te necesita antes del {day}.",
        "El pedido del {day} llega a las {n}.",
        "Por favor, deja {thing} como está.",
        "El {day} empezamos a las {n}.",
    ],
    reminders: &["mirar {thing}", "cerrar {thing} {place}", "enviar la lista del {day}"],
    titles: &["Cómo usar {thing}", "Normas de la casa {n}", "Qué hacer {place}", "Plan del {day}"],
    rules: &[
        "Antes de las {n}, {thing} sigue sin usarse.",
        "Quien se quede el último {place} apaga {thing}.",
        "{thing} se limpia cada {day}.",
        "Como mucho puede haber {n} cajas {place}.",
        "Avisa enseguida de cualquier daño {place}.",
    ],
    facts: &[
        "Mi taquilla es la número {n}.",
        "Mi tarjeta es la número {n}.",
        "Mi abono es el número {n}.",
        "Mi plaza de aparcamiento es la número {n}.",
        "Mi llavero es el número {n}.",
        "Mi mesa habitual es la número {n}.",
    ],
    reasons: &["en turno a esa hora", "a cargo de ello", "pidió que se le avisara"],
    positions: &["cocina", "mostrador", "reparto", "limpieza"],
    categories: &["reparto", "mantenimiento", "limpieza", "incidencia"],
};

impl Words {
    /// One of `templates`, filled in, beginning with a capital letter.
    pub(super) fn say(&self, dice: &mut Dice, templates: &[&'static str]) -> String {
        let template = dice.pick(templates).unwrap_or_default();
        let mut said = template.to_owned();
        for (slot, from) in
            [("{thing}", self.things), ("{place}", self.places), ("{day}", self.days)]
        {
            if said.contains(slot) {
                said = said.replace(slot, dice.pick(from).unwrap_or_default());
            }
        }
        if said.contains("{n}") {
            said = said.replace("{n}", &dice.between(1, 48).to_string());
        }
        let mut letters = said.chars();
        let first = letters.next();
        first.into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    }

    /// Several sentences.
    pub(super) fn text(
        &self,
        dice: &mut Dice,
        templates: &[&'static str],
        sentences: i64,
    ) -> String {
        let said: Vec<_> = (0..sentences).map(|_| self.say(dice, templates)).collect();
        said.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_is_filled_in() {
        let mut dice = Dice::new(1, "words");
        for words in [&ENGLISH, &SPANISH] {
            let all = [
                words.questions,
                words.answers,
                words.entries,
                words.tasks,
                words.notices,
                words.reminders,
                words.titles,
                words.rules,
                words.facts,
            ];
            for template in all.concat() {
                let said = words.say(&mut dice, &[template]);
                assert!(!said.contains(['{', '}']), "{said}");
                assert!(said.chars().next().is_some_and(|first| !first.is_lowercase()), "{said}");
            }
        }
    }
}
