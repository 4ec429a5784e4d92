//! Finding, sealing and opening personal values inside a payload.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::{MemberId, TenantId};
use hkdf::Hkdf;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::keys::{Keys, random_nonce};

const PERSONAL: &str = "$personal";
const SEALED: &str = "$sealed";
const ERASED: &str = "$erased";

/// Why a payload cannot be sealed or opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum SealError {
    #[error("personal text at {0} names no member")]
    AboutNobody(String),
    #[error("a key for personal text at {0} is missing")]
    KeyMissing(String),
    #[error("the keys of {} members were not asked for", .0.len())]
    Lacks(Vec<MemberId>),
    #[error("sealed text at {0} does not open: it was changed, or belongs to another event")]
    Forged(String),
}

/// The members that the personal values of a payload are about, sealed or not.
pub(crate) fn abouts(payload: &Value) -> Vec<MemberId> {
    let mut found = Vec::new();
    each_about(payload, &mut |about| found.extend(about));
    found.sort_unstable();
    found.dedup();
    found
}

/// Tells the members of each personal value of a payload.
pub(crate) fn each_about(payload: &Value, tell: &mut dyn FnMut(Vec<MemberId>)) {
    match payload {
        Value::Object(map) => match marked(map) {
            Some((_, body)) => tell(about(body)),
            None => map.values().for_each(|value| each_about(value, tell)),
        },
        Value::Array(items) => items.iter().for_each(|value| each_about(value, tell)),
        _ => {}
    }
}

/// Seals every personal value of a new event's payload.
pub(crate) fn seal(
    payload: &mut Value,
    tenant: TenantId,
    event: Uuid,
    keys: &Keys,
) -> Result<(), SealError> {
    walk(payload, &mut String::new(), &mut |marker, body, pointer| {
        if marker != PERSONAL {
            return Ok(None);
        }
        let about = about(body);
        if about.is_empty() {
            return Err(SealError::AboutNobody(pointer.to_owned()));
        }
        let cipher = cipher(tenant, &about, keys)
            .ok_or_else(|| SealError::KeyMissing(pointer.to_owned()))?;
        let plain = Zeroizing::new(body.get("value").unwrap_or(&Value::Null).to_string());
        let nonce = random_nonce();
        let aad = aad(tenant, event, pointer);
        let sealed = cipher
            .encrypt(&nonce, Payload { msg: plain.as_bytes(), aad: &aad })
            .map_err(|_| SealError::Forged(pointer.to_owned()))?;
        Ok(Some(json!({ SEALED: {
            "about": about, "n": BASE64.encode(nonce), "c": BASE64.encode(sealed),
        }})))
    })
}

/// The members that a stored payload seems to name in its personal values: told from its
/// text, so that keys can be had before anything is parsed.
pub(crate) fn named(payload: &str) -> impl Iterator<Item = MemberId> {
    payload.split(r#""about":["#).skip(1).flat_map(|rest| {
        let list = rest.split(']').next().unwrap_or_default();
        list.split(',').filter_map(|id| Uuid::parse_str(id.trim_matches('"')).ok()).map(MemberId)
    })
}

/// Opens the texts of many events: the key of texts about the same members is derived once.
pub(crate) struct Opener {
    keys: Keys,
    /// Whether somebody can tell the keys that are not among them.
    more: bool,
    ciphers: HashMap<(TenantId, Vec<MemberId>), Option<XChaCha20Poly1305>>,
}

impl Opener {
    /// With the keys of everybody whom the texts are about; or, if there is `more`, of some.
    pub(crate) fn new(keys: Keys, more: bool) -> Self {
        Self { keys, more, ciphers: HashMap::new() }
    }

    /// Adds what others are found out to be.
    pub(crate) fn learn(&mut self, keys: Keys) {
        self.keys.extend(keys);
    }

    /// The members of these whose keys are neither known nor known to be gone.
    fn lacks(&self, tenant: TenantId, about: &[MemberId]) -> Vec<MemberId> {
        let lacking = |member: &&MemberId| !self.keys.contains_key(&(tenant, **member));
        about.iter().filter(lacking).copied().collect()
    }

    /// Opens every sealed value of a stored payload; one whose key is gone becomes erased. If
    /// a key is lacking, that is to be told with [`Self::learn`] before it is tried again.
    pub(crate) fn open(
        &mut self,
        payload: &mut Value,
        tenant: TenantId,
        event: Uuid,
    ) -> Result<(), SealError> {
        walk(payload, &mut String::new(), &mut |marker, body, pointer| {
            if marker != SEALED {
                return Ok(None);
            }
            let group = (tenant, about(body));
            let cipher = match self.ciphers.get(&group) {
                Some(known) => known.as_ref(),
                None => {
                    let lacking = self.lacks(tenant, &group.1);
                    if self.more && !lacking.is_empty() {
                        return Err(SealError::Lacks(lacking));
                    }
                    let made = cipher(tenant, &group.1, &self.keys);
                    self.ciphers.entry(group).or_insert(made).as_ref()
                }
            };
            let value = cipher.map(|cipher| opened(cipher, body, &aad(tenant, event, pointer)));
            let about = body.get_mut("about").map(Value::take).unwrap_or_default();
            match value {
                Some(Some(value)) => {
                    Ok(Some(marking(PERSONAL, [("about", about), ("value", value)])))
                }
                Some(None) => Err(SealError::Forged(pointer.to_owned())),
                None => Ok(Some(marking(ERASED, [("about", about)]))),
            }
        })
    }
}

/// What a sealed body says, if it was sealed so.
fn opened(cipher: &XChaCha20Poly1305, body: &Value, aad: &[u8]) -> Option<Value> {
    let field = |name| BASE64.decode(body.get(name)?.as_str()?).ok();
    let (nonce, sealed) = (field("n")?, field("c")?);
    if nonce.len() != 24 {
        return None;
    }
    let plain = cipher.decrypt(XNonce::from_slice(&nonce), Payload { msg: &sealed, aad }).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// An object that is a personal value.
fn marking<const N: usize>(marker: &str, body: [(&str, Value); N]) -> Value {
    let body: Map<_, _> = body.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Value::Object(Map::from_iter([(marker.to_owned(), Value::Object(body))]))
}

/// Takes the words out of a payload: where personal text stood, sealed or open, is
/// `{"withheld": true, "about": [...]}`; what can be read no more is `{"erased": true, ...}`.
pub(crate) fn withhold(payload: &mut Value, tenant: TenantId, keys: &Keys) {
    let done = walk(payload, &mut String::new(), &mut |marker, body, _| {
        let about = about(body);
        let readable = match marker {
            SEALED => cipher(tenant, &about, keys).is_some(),
            marker => marker == PERSONAL,
        };
        let kind = if readable { "withheld" } else { "erased" };
        Ok(Some(json!({ kind: true, "about": about })))
    });
    debug_assert!(done.is_ok(), "nothing in it fails");
}

/// Takes the words of an opened payload out but for those about `member`, which stand in
/// their place as they are.
pub(crate) fn disclose(payload: &mut Value, member: MemberId) {
    let done = walk(payload, &mut String::new(), &mut |marker, body, _| {
        let about = about(body);
        Ok(Some(match body.get("value").filter(|_| marker == PERSONAL) {
            Some(value) if about.contains(&member) => value.clone(),
            Some(_) => json!({ "withheld": true, "about": about }),
            None => json!({ "erased": true, "about": about }),
        }))
    });
    debug_assert!(done.is_ok(), "nothing in it fails");
}

/// The JSON pointer of the first string or key with U+0000, which Postgres cannot hold.
pub(crate) fn find_unstorable(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.contains('\0') => Some(String::new()),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| find_unstorable(item).map(|rest| format!("/{index}{rest}"))),
        Value::Object(map) => map.iter().find_map(|(key, item)| {
            if key.contains('\0') {
                return Some(String::new());
            }
            find_unstorable(item).map(|rest| format!("/{key}{rest}"))
        }),
        _ => None,
    }
}

type Replace<'a> = dyn FnMut(&str, &mut Value, &str) -> Result<Option<Value>, SealError> + 'a;

/// Visits every marked value with its JSON pointer; what `replace` gives takes its place.
/// Nothing inside a marked value is visited.
fn walk(
    value: &mut Value,
    pointer: &mut String,
    replace: &mut Replace<'_>,
) -> Result<(), SealError> {
    let length = pointer.len();
    match value {
        Value::Object(map) => {
            if marked(map).is_some() {
                let marked = map.iter_mut().next();
                if let Some((marker, body)) = marked
                    && let Some(new) = replace(marker, body, pointer)?
                {
                    *value = new;
                }
                return Ok(());
            }
            for (key, item) in map.iter_mut().filter(|(_, item)| is_nested(item)) {
                pointer.push('/');
                pointer.push_str(key);
                walk(item, pointer, replace)?;
                pointer.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate().filter(|(_, item)| is_nested(item)) {
                pointer.push_str(&format!("/{index}"));
                walk(item, pointer, replace)?;
                pointer.truncate(length);
            }
        }
        _ => {}
    }
    Ok(())
}

fn is_nested(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}

/// The marker and body of an object that is a personal value in any of its forms.
fn marked(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (key, body) = map.iter().next()?;
    let is_marker = matches!(key.as_str(), PERSONAL | SEALED | ERASED);
    (map.len() == 1 && is_marker && body.get("about").is_some_and(Value::is_array))
        .then_some((key.as_str(), body))
}

fn about(body: &Value) -> Vec<MemberId> {
    let mut about = body
        .get("about")
        .and_then(|ids| Vec::<MemberId>::deserialize(ids).ok())
        .unwrap_or_default();
    about.sort_unstable();
    about.dedup();
    about
}

/// The key of a text about several members is derived from the keys of all of them, in
/// the order of their ids (HKDF-SHA256, RFC 5869); none if any of theirs is missing.
fn cipher(tenant: TenantId, about: &[MemberId], keys: &Keys) -> Option<XChaCha20Poly1305> {
    let mut material = Zeroizing::new(Vec::with_capacity(about.len() * 32));
    for &member in about {
        material.extend_from_slice(keys.get(&(tenant, member))?.as_ref()?.as_slice());
    }
    if material.is_empty() {
        return None;
    }
    let mut key = Zeroizing::new([0u8; 32]);
    Hkdf::<Sha256>::new(Some(tenant.0.as_bytes()), &material)
        .expand(b"steward/personal/1", key.as_mut_slice())
        .ok()?;
    Some(XChaCha20Poly1305::new(key.as_slice().into()))
}

/// A sealed text opens only in its own place of its own event.
fn aad(tenant: TenantId, event: Uuid, pointer: &str) -> Vec<u8> {
    [tenant.0.as_bytes().as_slice(), event.as_bytes(), pointer.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn key(byte: u8) -> Option<Zeroizing<[u8; 32]>> {
        Some(Zeroizing::new([byte; 32]))
    }

    fn open(
        payload: &mut Value,
        tenant: TenantId,
        event: Uuid,
        keys: &Keys,
    ) -> Result<(), SealError> {
        Opener::new(keys.clone(), false).open(payload, tenant, event)
    }

    fn two_members() -> (TenantId, [MemberId; 2], Keys) {
        let tenant = TenantId(Uuid::from_u128(1));
        let members = [MemberId(Uuid::from_u128(2)), MemberId(Uuid::from_u128(3))];
        let keys = HashMap::from([((tenant, members[0]), key(1)), ((tenant, members[1]), key(2))]);
        (tenant, members, keys)
    }

    #[test]
    fn sealed_text_is_unreadable_and_opens_again() {
        let (tenant, members, keys) = two_members();
        let event = Uuid::from_u128(9);
        let original = json!({"MessageSent": {"id": 1, "text": {"$personal": {"about": members, "value": "a secret"}}}});
        let mut payload = original.clone();
        seal(&mut payload, tenant, event, &keys).unwrap();
        assert!(!payload.to_string().contains("secret"));
        assert_eq!(abouts(&payload), members);
        open(&mut payload, tenant, event, &keys).unwrap();
        assert_eq!(payload, original);
    }

    #[test]
    fn withheld_text_tells_whom_it_is_about_and_whether_it_is_erased() {
        let (tenant, members, mut keys) = two_members();
        let mut payload =
            json!({"to": {"$personal": {"about": [members[0]], "value": "a secret"}}});
        seal(&mut payload, tenant, Uuid::from_u128(9), &keys).unwrap();
        let mut shown = payload.clone();
        withhold(&mut shown, tenant, &keys);
        assert_eq!(shown, json!({"to": {"withheld": true, "about": [members[0]]}}));
        keys.insert((tenant, members[0]), None);
        withhold(&mut payload, tenant, &keys);
        assert_eq!(payload, json!({"to": {"erased": true, "about": [members[0]]}}));
    }

    #[test]
    fn erasing_any_member_erases_the_text() {
        let (tenant, members, mut keys) = two_members();
        let event = Uuid::from_u128(9);
        let mut payload = json!([{"$personal": {"about": members, "value": [1, 2]}}]);
        seal(&mut payload, tenant, event, &keys).unwrap();
        keys.insert((tenant, members[1]), None);
        open(&mut payload, tenant, event, &keys).unwrap();
        assert_eq!(payload, json!([{"$erased": {"about": members}}]));
    }

    #[test]
    fn sealed_text_does_not_open_elsewhere() {
        let (tenant, members, keys) = two_members();
        let mut payload = json!({"a": {"$personal": {"about": members, "value": "x"}}});
        seal(&mut payload, tenant, Uuid::from_u128(9), &keys).unwrap();
        let mut moved = json!({"b": payload["a"].clone()});
        assert_eq!(
            open(&mut moved, tenant, Uuid::from_u128(9), &keys),
            Err(SealError::Forged("/b".into()))
        );
        assert_eq!(
            open(&mut payload, tenant, Uuid::from_u128(8), &keys),
            Err(SealError::Forged("/a".into()))
        );
    }

    #[test]
    fn members_are_told_from_the_text_of_a_payload() {
        let (tenant, members, keys) = two_members();
        let mut payload = json!({"a": [{"$personal": {"about": members, "value": "about"}}]});
        seal(&mut payload, tenant, Uuid::from_u128(9), &keys).unwrap();
        assert_eq!(named(&payload.to_string()).collect::<Vec<_>>(), members);
        assert_eq!(named(r#"{"about":["x"],"about":[]}"#).count(), 0);
    }

    #[test]
    fn a_key_that_is_not_known_is_asked_for_and_one_that_is_gone_is_not() {
        let (tenant, members, keys) = two_members();
        let event = Uuid::from_u128(9);
        let original = json!([
            {"$personal": {"about": [members[0]], "value": 1}},
            {"$personal": {"about": members, "value": 2}},
        ]);
        let mut payload = original.clone();
        seal(&mut payload, tenant, event, &keys).unwrap();
        let id = (tenant, members[0]);
        let mut opener = Opener::new(Keys::from([(id, keys[&id].clone())]), true);
        let lacking = opener.open(&mut payload, tenant, event);
        assert_eq!(lacking, Err(SealError::Lacks(vec![members[1]])));
        let mut erased = payload.clone();
        opener.learn(keys);
        opener.open(&mut payload, tenant, event).unwrap();
        assert_eq!(payload, original);
        let mut opener = Opener::new(Keys::from([((tenant, members[1]), None)]), true);
        opener.learn(Keys::from([(id, key(1))]));
        opener.open(&mut erased, tenant, event).unwrap();
        assert_eq!(erased[1], json!({"$erased": {"about": members}}));
    }

    #[test]
    fn text_about_nobody_is_refused() {
        let (tenant, _, keys) = two_members();
        let mut payload = json!({"$personal": {"about": [], "value": "x"}});
        assert_eq!(
            seal(&mut payload, tenant, Uuid::nil(), &keys),
            Err(SealError::AboutNobody(String::new()))
        );
    }

    #[test]
    fn unstorable_text_is_found_with_its_pointer() {
        assert_eq!(find_unstorable(&json!({"a": [1, "ok", "b\u{0}"]})), Some("/a/2".into()));
        assert_eq!(find_unstorable(&json!({"a": ["fine"]})), None);
    }
}
