//! What a new password has to be: long enough, and not one that is tried first.
//!
//! No rules of composition (NIST SP 800-63B-4, ASVS 5.0 V6.2): length, and an estimate of
//! how many guesses it takes. The estimate knows the passwords that leaked most often,
//! names, words, dates, rows of the keyboard, and what the account itself tells.

use zxcvbn::{Score, zxcvbn};

use super::accounts::PasswordRules;

/// The fewest characters of a password.
pub(crate) const MIN_PASSWORD: usize = 8;
/// The most bytes of a password.
pub(crate) const MAX_PASSWORD: usize = 1024;
/// What is looked at of a long one: nobody guesses the rest.
const LOOKED_AT: usize = 72;

/// Why a password is refused, as the rest of a sentence about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Too short.
    #[error("must have at least {MIN_PASSWORD} characters")]
    Short,
    /// Too long.
    #[error("must have at most {MAX_PASSWORD} bytes")]
    Long,
    /// Among those that are tried first.
    #[error(
        "is one that is guessed quickly: it leaked from other sites, or is made of common words, \
         names, dates or your own details; take several unrelated words, or let a password \
         manager make one"
    )]
    Common,
}

/// Checks a new password. `details` are what an attacker would try: the address, names.
pub(crate) fn check_password(
    password: &str,
    details: &[&str],
    rules: PasswordRules,
) -> Result<(), WeakPassword> {
    if password.is_empty() {
        return Err(WeakPassword::Short);
    }
    if password.len() > MAX_PASSWORD {
        return Err(WeakPassword::Long);
    }
    if rules == PasswordRules::DemoExempt {
        return Ok(());
    }
    if password.chars().count() < MIN_PASSWORD {
        return Err(WeakPassword::Short);
    }
    let parts: Vec<String> = details.iter().flat_map(|detail| tried(detail)).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).chain(["steward"]).collect();
    let beginning: String = password.chars().take(LOOKED_AT).collect();
    if zxcvbn(&beginning, &parts).score() < Score::Two {
        return Err(WeakPassword::Common);
    }
    Ok(())
}

/// What is tried of a detail: its words, each side of an address, and all of it, also
/// without what is neither letter nor digit.
fn tried(detail: &str) -> Vec<String> {
    let words = detail.split(['@', '.', ' ', '-', '_', '+']);
    let bare: String = detail.chars().filter(|c| c.is_alphanumeric()).collect();
    let all = words.chain(detail.split('@')).chain([detail, &bare]);
    all.filter(|part| part.chars().count() > 2).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str) -> Result<(), WeakPassword> {
        check_password(
            password,
            &["luigi.verdi@pizza.example", "Luigi", "Mario's Pizza"],
            PasswordRules::Enforced,
        )
    }

    #[test]
    fn length_is_bounded_and_counted_in_characters() {
        assert_eq!(check("x7#Qé2k"), Err(WeakPassword::Short));
        assert_eq!(check(&"x".repeat(1025)), Err(WeakPassword::Long));
        assert_eq!(check(&"kz8!vé".repeat(100)), Ok(()));
        assert_eq!(check_password("", &[], PasswordRules::DemoExempt), Err(WeakPassword::Short));
        assert_eq!(check_password("short", &[], PasswordRules::DemoExempt), Ok(()));
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for common in [
            "password123",
            "P@ssw0rd",
            "qwertyuiop",
            "12345678",
            "iloveyou1",
            "aaaaaaaa",
            "letmein!",
            "luigi.verdi",
            "Luigi1990",
            "mariospizza",
            "steward1",
            "monkey123",
        ] {
            assert_eq!(check(common), Err(WeakPassword::Common), "{common}");
        }
    }

    #[test]
    fn what_is_not_is_taken() {
        for good in ["correct horse battery", "vT9#kq2m", "basilico e pomodoro", "Zug nach Norden"]
        {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }
}
