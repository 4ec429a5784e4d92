//! The device that somebody signs in with: what it says it is, and a cookie by which it
//! is known again.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;

use super::cookie;
use super::secret::{digest, encode, random_token};
use crate::state::AppState;

/// A client, as its request tells.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    /// `Firefox on Linux`; empty when it does not say.
    pub(crate) name: String,
    /// Its cookie: an id, and whose sign-in was marked with it.
    mark: Option<(String, String)>,
}

impl Device {
    /// The device that a request with these headers comes from.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        let mark = cookie::read_device(headers).and_then(|mark| {
            let (id, seal) = mark.split_once('.')?;
            Some((id.to_owned(), seal.to_owned()))
        });
        Self { name: agent.map(named).unwrap_or_default(), mark }
    }

    /// The device's own id, if it was marked.
    pub(super) fn id(&self) -> Option<&str> {
        self.mark.as_ref().map(|(id, _)| id.as_str())
    }

    /// Whether this account was signed in to with this device before.
    pub(super) fn is_known(&self, state: &AppState, email: &str) -> bool {
        let same = |id: &str, seal: &str| digest(seal) == digest(&sealed(state, id, email));
        self.mark.as_ref().is_some_and(|(id, seal)| same(id, seal))
    }

    /// `Set-Cookie` that marks the device for the account.
    pub(super) fn marked(&self, state: &AppState, email: &str) -> String {
        let id = self.id().filter(|_| self.is_known(state, email));
        let id = id.map_or_else(random_token, str::to_owned);
        let seal = sealed(state, &id, email);
        cookie::set_device(&format!("{id}.{seal}"), state.secure_cookies)
    }
}

/// What only this server can say of a device and an account.
fn sealed(state: &AppState, id: &str, email: &str) -> String {
    encode(&state.secret.mac("device", &[id.as_bytes(), email.as_bytes()]))
}

/// What a `User-Agent` stands for, in few words. The first match counts: browsers name
/// those that they resemble after themselves.
fn named(agent: &str) -> String {
    const PROGRAMS: [(&str, &str); 9] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |table: &[(&str, &'static str)]| {
        table.iter().find(|(token, _)| agent.contains(token)).map(|(_, name)| *name)
    };
    match (find(&PROGRAMS), find(&SYSTEMS)) {
        (Some(program), Some(system)) => format!("{program} on {system}"),
        (Some(program), None) => program.to_owned(),
        (None, Some(system)) => system.to_owned(),
        // A program of somebody's own: its first word.
        (None, None) => {
            let word = agent.split([' ', '/']).next().unwrap_or_default();
            word.chars().filter(|c| c.is_ascii_graphic()).take(40).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn devices_have_short_names() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8.5.0", "curl"),
            ("till-sync/1.2 (nightly)", "till-sync"),
            ("", ""),
        ] {
            assert_eq!(named(agent), name);
        }
    }
}
