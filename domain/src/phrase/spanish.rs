//! Spanish names of days, months and numbers, and what they are in English.

/// Days of the week, also as they are written without accents.
pub(crate) const WEEKDAYS: [(&str, &str); 11] = [
    ("lunes", "monday"),
    ("martes", "tuesday"),
    ("miércoles", "wednesday"),
    ("miercoles", "wednesday"),
    ("jueves", "thursday"),
    ("viernes", "friday"),
    ("sábado", "saturday"),
    ("sabado", "saturday"),
    ("sábados", "saturday"),
    ("domingo", "sunday"),
    ("domingos", "sunday"),
];

/// Months.
pub(crate) const MONTHS: [(&str, &str); 12] = [
    ("enero", "january"),
    ("febrero", "february"),
    ("marzo", "march"),
    ("abril", "april"),
    ("mayo", "may"),
    ("junio", "june"),
    ("julio", "july"),
    ("agosto", "august"),
    ("septiembre", "september"),
    ("octubre", "october"),
    ("noviembre", "november"),
    ("diciembre", "december"),
];

/// Numbers from one on.
pub(crate) const NUMBERS: [&str; 12] = [
    "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
    "doce",
];

/// What a name of a list is in English.
pub(crate) fn named<'a>(list: &[(&str, &'a str)], word: &str) -> Option<&'a str> {
    list.iter().find(|(name, _)| *name == word).map(|(_, english)| *english)
}
