//! Argon2id in memory that is kept from one password to the next.
//!
//! The library asks for its blocks anew each time, and the allocator keeps some of what is
//! given back: an API kept up to 260 MB of it in an hour of load.

use argon2::password_hash::{Error, Output, PasswordHash, Result, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane.
pub(super) const MEMORY_KIB: u32 = 19 * 1024;
pub(super) const PASSES: u32 = 2;
pub(super) const LANES: u32 = 1;

/// Hashes and verifies, one password after the other.
#[derive(Default)]
pub(super) struct Hashing {
    blocks: Vec<Block>,
}

impl Hashing {
    /// The hash of a new password, as a PHC string.
    pub(super) fn hash(&mut self, password: &str) -> Result<String> {
        let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>())?;
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let hash = PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: (&params).try_into()?,
            salt: Some(salt.as_salt()),
            hash: None,
        };
        let output = self.output(&Argon2::new(algorithm, version, params), password, &hash)?;
        Ok(PasswordHash { hash: Some(output), ..hash }.to_string())
    }

    /// Whether `hash` was made of `password`, with whatever parameters it names.
    pub(super) fn verify(&mut self, password: &str, hash: &str) -> Result<bool> {
        let hash = PasswordHash::new(hash)?;
        let algorithm = Algorithm::try_from(hash.algorithm)?;
        let version = hash.version.map(Version::try_from).transpose()?.unwrap_or_default();
        let argon = Argon2::new(algorithm, version, Params::try_from(&hash)?);
        // Outputs are compared in constant time.
        Ok(hash.hash == Some(self.output(&argon, password, &hash)?))
    }

    fn output(
        &mut self,
        argon: &Argon2<'_>,
        password: &str,
        of: &PasswordHash<'_>,
    ) -> Result<Output> {
        let mut salt = [0; 64];
        let salt = of.salt.ok_or(Error::Password)?.decode_b64(&mut salt)?;
        let params = argon.params();
        if self.blocks.len() < params.block_count() {
            self.blocks.resize(params.block_count(), Block::default());
        }
        let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
        Output::init_with(length, |output| {
            let password = password.as_bytes();
            Ok(argon.hash_password_into_with_memory(password, salt, output, &mut self.blocks)?)
        })
    }
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    use super::*;

    #[test]
    fn its_hashes_are_the_librarys() {
        let mut hashing = Hashing::default();
        for password in ["", "mario", "päßwörd 🍕"] {
            let ours = hashing.hash(password).unwrap();
            let parsed = PasswordHash::new(&ours).unwrap();
            Argon2::default().verify_password(password.as_bytes(), &parsed).unwrap();
            assert!(Argon2::default().verify_password(b"another", &parsed).is_err());
        }
    }

    #[test]
    fn hashes_with_other_parameters_are_verified_in_the_same_memory() {
        let mut hashing = Hashing::default();
        let salt = SaltString::encode_b64(&[7; 16]).unwrap();
        let made = [
            (Algorithm::Argon2i, 64, 3, 1),
            (Algorithm::Argon2id, 512, 1, 4),
            (Algorithm::Argon2d, 32, 2, 2),
        ];
        for (algorithm, memory, passes, lanes) in made {
            let params = Params::new(memory, passes, lanes, None).unwrap();
            let library = Argon2::new(algorithm, Version::V0x13, params);
            let hash = library.hash_password(b"mario", &salt).unwrap().to_string();
            assert!(hashing.verify("mario", &hash).unwrap(), "{hash}");
            assert!(!hashing.verify("luigi", &hash).unwrap(), "{hash}");
        }
    }

    #[test]
    fn a_hash_without_its_parts_is_an_error_or_no_match() {
        let mut hashing = Hashing::default();
        for broken in [
            "",
            "x",
            "$2b$12$no",
            "$argon2id$v=19$m=64,t=1,p=1",
            "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ",
        ] {
            assert!(!hashing.verify("mario", broken).unwrap_or(false), "{broken}");
        }
    }
}
