//! Access tokens: JWTs signed with Ed25519, good for fifteen minutes, by keys that follow
//! each other.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::Utc;
use domain::{MemberId, Role, TenantId};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use hkdf::Hkdf;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::secret::encode;
use super::verified::Verified;
use crate::server::Error;

/// How long a token is good.
pub(crate) const ACCESS_TOKEN_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// For how long one key signs.
const PERIOD: i64 = 30 * 24 * 3600;

/// Signs and verifies. Keys follow each other by the calendar: each is derived from the
/// deployment's signing key and the number of its period, so all processes have the same
/// ones without asking anybody. The former and the next one verify too.
pub(crate) struct AccessTokens {
    root: SigningKey,
    ring: RwLock<Arc<Ring>>,
    validation: Validation,
    issuer: String,
    verified: Verified,
}

/// The keys around one period: the former, the present, the next.
struct Ring {
    period: i64,
    keys: [Key; 3],
}

struct Key {
    id: String,
    public: [u8; 32],
    signing: EncodingKey,
    verifying: DecodingKey,
}

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The member.
    pub(crate) sub: MemberId,
    /// Their business.
    pub(crate) tenant: TenantId,
    /// Their role when it was signed; each request asks for the present one.
    pub(crate) role: Role,
    /// The session it rests on.
    pub(crate) sid: Uuid,
    iss: String,
    aud: String,
    iat: i64,
    pub(super) exp: i64,
}

impl AccessTokens {
    /// Reads the deployment's key: PKCS#8 PEM, or its seed as 64 hex digits.
    pub(crate) fn new(key: &SecretString, issuer: &str) -> Result<Self, Error> {
        let root = read_key(key.expose_secret().trim())?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = 0;
        let ring = Arc::new(Ring::around(&root, Utc::now().timestamp() / PERIOD)?);
        let (ring, issuer) = (RwLock::new(ring), issuer.to_owned());
        Ok(Self { root, ring, validation, issuer, verified: Verified::default() })
    }

    /// A token for a session, from now on.
    pub(crate) fn sign(
        &self,
        tenant: TenantId,
        member: MemberId,
        role: Role,
        session: Uuid,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let iat = Utc::now().timestamp();
        let claims = Claims {
            sub: member,
            tenant,
            role,
            sid: session,
            iss: self.issuer.clone(),
            aud: self.issuer.clone(),
            iat,
            exp: iat + ACCESS_TOKEN_LIFETIME.as_secs() as i64,
        };
        let ring = self.ring(iat);
        let [_, key, _] = &ring.keys;
        jsonwebtoken::encode(&header(&key.id), &claims, &key.signing)
    }

    /// What a token says, if this server signed it and it is still good.
    pub(crate) fn verify(&self, token: &str) -> Result<Claims, jsonwebtoken::errors::Error> {
        let now = Utc::now().timestamp();
        if let Some(known) = self.verified.get(token, now) {
            return Ok(known);
        }
        let kid = jsonwebtoken::decode_header(token)?.kid;
        let ring = self.ring(now);
        let key = ring.keys.iter().find(|key| Some(&key.id) == kid.as_ref());
        let key = key.ok_or(jsonwebtoken::errors::ErrorKind::InvalidSignature)?;
        let claims =
            jsonwebtoken::decode::<Claims>(token, &key.verifying, &self.validation)?.claims;
        self.verified.put(token, claims.clone(), now);
        Ok(claims)
    }

    /// The public keys, as a JWK set (RFC 7517; RFC 8037 for Ed25519).
    pub(crate) fn public_keys(&self) -> Vec<PublicKey> {
        let ring = self.ring(Utc::now().timestamp());
        ring.keys.iter().map(PublicKey::of).collect()
    }

    fn ring(&self, now: i64) -> Arc<Ring> {
        let period = now / PERIOD;
        let known = self.ring.read().unwrap_or_else(PoisonError::into_inner).clone();
        if known.period == period {
            return known;
        }
        match Ring::around(&self.root, period) {
            Ok(ring) => {
                let ring = Arc::new(ring);
                *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring.clone();
                ring
            }
            // It could be made at the start; the keys at hand are good for another period.
            Err(_) => known,
        }
    }
}

impl Ring {
    fn around(root: &SigningKey, period: i64) -> Result<Self, Error> {
        let key = |period| Key::of(root, period);
        Ok(Self { period, keys: [key(period - 1)?, key(period)?, key(period + 1)?] })
    }
}

impl Key {
    fn of(root: &SigningKey, period: i64) -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(b"steward access tokens"), root.as_bytes())
            .expand(&period.to_be_bytes(), seed.as_mut())
            .map_err(|_| UNREADABLE)?;
        let key = SigningKey::from_bytes(&seed);
        let public = key.verifying_key().to_bytes();
        let pkcs8 = key.to_pkcs8_der().map_err(|_| UNREADABLE)?;
        Ok(Self {
            id: hex::encode(&Sha256::digest(public)[..8]),
            public,
            signing: EncodingKey::from_ed_der(pkcs8.as_bytes()),
            verifying: DecodingKey::from_ed_der(&public),
        })
    }
}

/// RFC 9068's type, so that no other JWT of this server is ever taken for one.
fn header(kid: &str) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some("at+jwt".to_owned());
    header.kid = Some(kid.to_owned());
    header
}

/// A public key, as a JWK.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicKey {
    /// `OKP`.
    kty: &'static str,
    /// `Ed25519`.
    crv: &'static str,
    /// `EdDSA`.
    alg: &'static str,
    /// `sig`.
    #[serde(rename = "use")]
    usage: &'static str,
    /// What tokens signed with it name.
    kid: String,
    /// The key, base64url.
    x: String,
}

impl PublicKey {
    fn of(key: &Key) -> Self {
        let (kid, x) = (key.id.clone(), encode(&key.public));
        Self { kty: "OKP", crv: "Ed25519", alg: "EdDSA", usage: "sig", kid, x }
    }
}

const UNREADABLE: Error = Error::Config(
    "signing_key must be an Ed25519 private key: PKCS#8 PEM, or its seed as 64 hex digits",
);

fn read_key(text: &str) -> Result<SigningKey, Error> {
    if text.starts_with("-----BEGIN") {
        return SigningKey::from_pkcs8_pem(text).map_err(|_| UNREADABLE);
    }
    let seed = hex::decode(text).map_err(|_| UNREADABLE)?;
    let seed = <[u8; 32]>::try_from(seed.as_slice()).map_err(|_| UNREADABLE)?;
    Ok(SigningKey::from_bytes(&seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(seed: &str, issuer: &str) -> AccessTokens {
        AccessTokens::new(&SecretString::from(seed.repeat(64)), issuer).unwrap()
    }

    fn sign(tokens: &AccessTokens) -> String {
        tokens.sign(TenantId::default(), MemberId::default(), Role::Owner, Uuid::nil()).unwrap()
    }

    #[test]
    fn verifies_its_own_and_no_others() {
        let own = tokens("1", "steward");
        let claims = own.verify(&sign(&own)).unwrap();
        assert_eq!(claims.role, Role::Owner);
        assert!(own.verify(&sign(&tokens("2", "steward"))).is_err(), "another key");
        assert!(own.verify(&sign(&tokens("1", "elsewhere"))).is_err(), "another issuer");
        let mut changed = sign(&own);
        changed.replace_range(40..41, if &changed[40..41] == "A" { "B" } else { "A" });
        assert!(own.verify(&changed).is_err());
        assert!(own.verify("").is_err());
    }

    #[test]
    fn refuses_other_algorithms_and_expired_tokens() {
        let own = tokens("1", "steward");
        let mut claims = own.verify(&sign(&own)).unwrap();
        let ring = own.ring.read().unwrap().clone();
        let [_, key, _] = &ring.keys;
        let symmetric = Header { kid: Some(key.id.clone()), ..Header::default() };
        let symmetric =
            jsonwebtoken::encode(&symmetric, &claims, &EncodingKey::from_secret(&key.public));
        assert!(own.verify(&symmetric.unwrap()).is_err());
        claims.exp = Utc::now().timestamp() - 1;
        let expired = jsonwebtoken::encode(&header(&key.id), &claims, &key.signing).unwrap();
        assert!(own.verify(&expired).is_err());
    }

    #[test]
    fn a_token_that_was_good_is_good_until_it_expires() {
        let own = tokens("1", "steward");
        let token = sign(&own);
        let claims = own.verify(&token).unwrap();
        assert_eq!(own.verified.get(&token, claims.exp - 1).unwrap().sid, claims.sid);
        assert!(own.verified.get(&token, claims.exp).is_none(), "expired");
        let forged = format!("{token}A");
        assert!(own.verified.get(&forged, claims.iat).is_none(), "another signature");
        assert!(own.verify(&sign(&own)).is_ok());
    }

    #[test]
    fn keys_follow_each_other_and_the_former_still_verifies() {
        let own = tokens("1", "steward");
        let (token, now) = (sign(&own), Utc::now().timestamp());
        let kid = |period: i64| own.ring(now + period * PERIOD).keys[1].id.clone();
        let present = kid(0);
        assert_eq!(own.public_keys()[1].kid, present);
        assert_ne!(kid(1), present);
        // Two periods on, a token of today is one that nobody signed.
        for (later, good) in [(0, true), (1, true), (2, false)] {
            let ring = Ring::around(&own.root, now / PERIOD + later).unwrap();
            let kid = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
            assert_eq!(ring.keys.iter().any(|key| key.id == kid), good, "{later}");
        }
    }

    #[test]
    fn says_what_a_key_looks_like() {
        for bad in ["", "abc", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"] {
            assert!(AccessTokens::new(&SecretString::from(bad), "steward").is_err());
        }
    }
}
