//! Access tokens and scopes of any text.

use std::sync::LazyLock;

use axum::http::Method;
use chrono::Utc;
use domain::{MemberId, Role, TenantId};
use secrecy::SecretString;
use uuid::Uuid;

use super::api_keys::{PREFIX, check, is_scope};
use super::tokens::AccessTokens;

struct Signed {
    tokens: AccessTokens,
    good: Vec<String>,
    /// Signed by others, or for others.
    bad: Vec<String>,
}

static SIGNED: LazyLock<Signed> = LazyLock::new(|| {
    let of = |seed: &str, issuer: &str| {
        AccessTokens::new(&SecretString::from(seed.repeat(64)), issuer).unwrap()
    };
    let sign = |tokens: &AccessTokens, role| {
        tokens.sign(TenantId::default(), MemberId::default(), role, Uuid::nil()).unwrap()
    };
    let tokens = of("1", "steward");
    let good = [Role::Owner, Role::Member].map(|role| sign(&tokens, role));
    let bad = [of("2", "steward"), of("1", "elsewhere")].map(|other| sign(&other, Role::Owner));
    Signed { tokens, good: good.into(), bad: bad.into() }
});

/// Whatever is shown, it is good only if this server signed it, to the last character.
#[test]
fn any_access_token() {
    let signed = &*SIGNED;
    let seeds = signed.good.iter().chain(&signed.bad).map(|token| token.clone().into_bytes());
    fuzzing::target!("access-token", seeds, |bytes| {
        let token = String::from_utf8_lossy(bytes);
        match SIGNED.tokens.verify(&token) {
            Ok(claims) => {
                assert!(SIGNED.good.iter().any(|good| *good == token), "nobody signed {token}");
                assert!(claims.exp > Utc::now().timestamp() - 60);
            }
            Err(_) => assert!(!SIGNED.good.iter().any(|good| *good == token)),
        }
    });
}

/// Lines: a method, a route, then scopes. A key that was looked up may do what its scopes say
/// and nothing else.
#[test]
fn any_scopes() {
    fuzzing::target!("key-scopes", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.lines();
        let method = Method::from_bytes(lines.next().unwrap_or_default().as_bytes());
        let (Ok(method), Some(route)) = (method, lines.next()) else { return };
        let scopes: Vec<String> = lines.map(str::to_owned).collect();
        for scope in scopes.iter().filter(|scope| is_scope(scope)) {
            assert!(scope.ends_with(":read") || scope.ends_with(":write"), "{scope}");
            assert!(!scope.starts_with(PREFIX));
        }
        if check(&scopes, &method, route).is_err() {
            return;
        }
        let resource = route.strip_prefix("/api/v1/").and_then(|path| path.split('/').next());
        let resource = resource.expect("keys are for the API alone");
        let has = |what: &str| scopes.iter().any(|scope| *scope == format!("{resource}:{what}"));
        let reads = method == Method::GET || route == "/api/v1/knowledge/search";
        assert!(has("write") || reads && has("read"), "{method} {route} with {scopes:?}");
        assert!(is_scope(&format!("{resource}:{}", if reads { "read" } else { "write" })));
        assert!(check(&[], &method, route).is_err());
    });
}
