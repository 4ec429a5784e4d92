//! Subscriptions of any text.

use url::Url;

use crate::{PushServices, Subscription};

const LONGEST: usize = 2048;

/// Lines: the address, both keys. What is accepted is an address of a push service to which a
/// message can be encrypted, and it is the same when it is kept and read again.
#[test]
fn any_subscription() {
    let services = PushServices::with(["http://127.0.0.1:9"]).unwrap();
    fuzzing::target!("subscription", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.split('\n');
        let mut line = || lines.next().unwrap_or_default();
        let (endpoint, key, auth) = (line(), line(), line());
        let device = match Subscription::parse(&services, endpoint, key, auth) {
            Ok(device) => device,
            Err(error) => {
                assert!(error.pointer.starts_with('/') && error.to_string().len() < 200);
                return;
            }
        };
        addressed(&device.endpoint);
        assert_eq!((device.p256dh.len(), device.auth.len()), (65, 16));
        assert!(device.encrypt(b"hello".to_vec()).is_some());
        let kept = Subscription::parse(&services, device.endpoint.as_str(), key, auth).unwrap();
        assert_eq!(kept.endpoint, device.endpoint);
    });
}

/// Where messages go: to a browser's push service over TLS, or to the one that was named.
fn addressed(endpoint: &Url) {
    assert!(endpoint.as_str().len() <= LONGEST, "{} bytes are kept", endpoint.as_str().len());
    assert!(endpoint.username().is_empty() && endpoint.password().is_none());
    let host = endpoint.host_str().unwrap();
    let known = ["googleapis.com", "mozilla.com", "apple.com", "windows.com", "samsungosp.com"];
    let of_a_browser = known.iter().any(|owner| host.ends_with(&format!(".{owner}")));
    let named = host == "127.0.0.1" && endpoint.port() == Some(9);
    assert!(named || endpoint.scheme() == "https" && endpoint.port().is_none() && of_a_browser);
}
