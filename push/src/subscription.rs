//! Where a device is reached, and with which key; and which addresses may be.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::{Origin, Url};
use web_push_native::Auth;
use web_push_native::p256::PublicKey;

/// The longest address that is kept.
const LONGEST: usize = 2048;
/// Hosts of the push services of browsers; `*.` is any number of labels.
const SERVICES: [&str; 6] = [
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
    "*.push.samsungosp.com",
];

/// Push services that may be called. An address comes from a browser, so anybody can make one
/// up: without this list it could be one within our own network.
#[derive(Debug, Clone, Default)]
pub struct PushServices {
    others: Vec<Origin>,
}

/// A device's subscription, checked.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// Where its push service takes messages for it.
    pub endpoint: Url,
    /// With which they are encrypted (RFC 8291).
    pub p256dh: Vec<u8>,
    /// The secret that only the device and we know.
    pub auth: Vec<u8>,
}

/// What is wrong with a subscription: a field, as a JSON pointer, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pointer} {problem}")]
pub struct SubscriptionError {
    /// `/endpoint`, `/keys/p256dh` or `/keys/auth`.
    pub pointer: &'static str,
    /// What it must be.
    pub problem: &'static str,
}

impl PushServices {
    /// Those of browsers, and these others: origins such as `https://push.example.com`.
    pub fn with<'a>(others: impl IntoIterator<Item = &'a str>) -> Result<Self, url::ParseError> {
        let parse = |origin: &str| Url::parse(origin.trim()).map(|url| url.origin());
        Ok(Self { others: others.into_iter().map(parse).collect::<Result<_, _>>()? })
    }

    /// Whether messages may be sent to this address.
    pub fn admits(&self, endpoint: &Url) -> bool {
        if self.others.contains(&endpoint.origin()) {
            return true;
        }
        let Some(host) = endpoint.host_str() else { return false };
        let of_a_browser = SERVICES.iter().any(|service| match service.strip_prefix('*') {
            Some(suffix) => host.ends_with(suffix),
            None => host == *service,
        });
        endpoint.scheme() == "https" && endpoint.port().is_none() && of_a_browser
    }
}

impl Subscription {
    /// Checks what a browser sent: the address and two keys in base64url.
    pub fn parse(
        services: &PushServices,
        endpoint: &str,
        p256dh: &str,
        auth: &str,
    ) -> Result<Self, SubscriptionError> {
        let refused = |pointer, problem| SubscriptionError { pointer, problem };
        // As it is kept: what is no ASCII becomes longer.
        let url = Url::parse(endpoint)
            .ok()
            .filter(|url| url.as_str().len() <= LONGEST)
            .ok_or_else(|| refused("/endpoint", "must be the address that the browser gave"))?;
        if !services.admits(&url) || !url.username().is_empty() || url.password().is_some() {
            return Err(refused("/endpoint", "must be the address of a browser's push service"));
        }
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let p256dh = bytes(p256dh)
            .filter(|key| PublicKey::from_sec1_bytes(key).is_ok())
            .ok_or_else(|| refused("/keys/p256dh", "must be a P-256 public key in base64url"))?;
        let auth = bytes(auth)
            .filter(|auth| auth.len() == 16)
            .ok_or_else(|| refused("/keys/auth", "must be 16 bytes in base64url"))?;
        Ok(Self { endpoint: url, p256dh, auth })
    }

    /// Encrypts a message so that only the device reads it.
    pub(crate) fn encrypt(&self, message: Vec<u8>) -> Option<Vec<u8>> {
        let key = PublicKey::from_sec1_bytes(&self.p256dh).ok()?;
        let auth = Auth::from_exact_iter(self.auth.iter().copied())?;
        web_push_native::encrypt(message, &key, &auth).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "BLn9b-VR0ca83knDNZ32dCHGyjJp-1riX9ZTN40MqV8K_LpQmLqxC_DoHvqvFXO_nGdAB4W9dogZb_sM-uV4JbY";
    const AUTH: &str = "_ordMnz7uTCmrpBTeUV4Bw";

    #[test]
    fn addresses_of_browsers_services_alone_are_called() {
        let services = PushServices::with(["http://127.0.0.1:9"]).unwrap();
        let parse = |endpoint| Subscription::parse(&services, endpoint, KEY, AUTH);
        for good in [
            "https://fcm.googleapis.com/fcm/send/x:y",
            "https://updates.push.services.mozilla.com/wpush/v2/g",
            "https://wns2-par02p.notify.windows.com/w/?token=a",
            "http://127.0.0.1:9/anything",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "nonsense",
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://evilpush.apple.com.example/x",
            "https://user@fcm.googleapis.com/x",
            "http://127.0.0.1:10/x",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
        ] {
            assert_eq!(parse(bad).unwrap_err().pointer, "/endpoint", "{bad}");
        }
        let long = format!("https://fcm.googleapis.com/{}", "x".repeat(LONGEST));
        assert!(parse(&long).is_err());
        // 2,030 bytes, and 6,030 as an address.
        let long = format!("https://fcm.googleapis.com/{}", "é".repeat(1000));
        assert_eq!(parse(&long).unwrap_err().pointer, "/endpoint");
    }

    #[test]
    fn keys_are_checked() {
        let services = PushServices::default();
        let endpoint = "https://fcm.googleapis.com/x";
        let parse = |key, auth| Subscription::parse(&services, endpoint, key, auth);
        assert!(parse(KEY, AUTH).is_ok());
        assert_eq!(parse("BAAA", AUTH).unwrap_err().pointer, "/keys/p256dh");
        assert_eq!(parse(KEY, "AAAA").unwrap_err().pointer, "/keys/auth");
        let sealed = parse(KEY, AUTH).unwrap().encrypt(b"hello".to_vec()).unwrap();
        assert_eq!(sealed.len(), 86 + 5 + 17);
    }
}
