//! Access tokens: JWTs signed with Ed25519, good for fifteen minutes.

use std::time::Duration;

use chrono::Utc;
use domain::{MemberId, Role, TenantId};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::server::Error;

/// How long a token is good.
pub(crate) const ACCESS_TOKEN_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// Signs and verifies.
pub(crate) struct AccessTokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    header: Header,
    validation: Validation,
    issuer: String,
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
    exp: i64,
}

impl AccessTokens {
    /// Reads the key: PKCS#8 PEM, or its seed as 64 hex digits.
    pub(crate) fn new(key: &SecretString, issuer: &str) -> Result<Self, Error> {
        let key = read_key(key.expose_secret().trim())?;
        let public = key.verifying_key().to_bytes();
        let pkcs8 = key.to_pkcs8_der().map_err(|_| UNREADABLE)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(hex::encode(&Sha256::digest(public)[..8]));
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = 0;
        Ok(Self {
            signing: EncodingKey::from_ed_der(pkcs8.as_bytes()),
            verifying: DecodingKey::from_ed_der(&public),
            header,
            validation,
            issuer: issuer.to_owned(),
        })
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
        jsonwebtoken::encode(&self.header, &claims, &self.signing)
    }

    /// What a token says, if this server signed it and it is still good.
    pub(crate) fn verify(&self, token: &str) -> Result<Claims, jsonwebtoken::errors::Error> {
        jsonwebtoken::decode(token, &self.verifying, &self.validation).map(|token| token.claims)
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
        let public = read_key(&"1".repeat(64)).unwrap().verifying_key().to_bytes();
        let symmetric =
            jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(&public));
        assert!(own.verify(&symmetric.unwrap()).is_err());
        claims.exp = Utc::now().timestamp() - 1;
        let expired = jsonwebtoken::encode(&own.header, &claims, &own.signing).unwrap();
        assert!(own.verify(&expired).is_err());
    }

    #[test]
    fn says_what_a_key_looks_like() {
        for bad in ["", "abc", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"] {
            assert!(AccessTokens::new(&SecretString::from(bad), "steward").is_err());
        }
    }
}
