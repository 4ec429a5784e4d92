//! Given/when/then.

use super::*;
use crate::Personal;
use crate::testing::{given, id};

fn signed_in() -> AccessEvent {
    SignedIn {
        session_id: id(7),
        device: Personal::of(id(1), "Firefox on Linux".into()),
        known_device: false,
    }
    .into()
}

#[test]
fn whatever_happened_is_recorded() {
    let reused: AccessEvent = RefreshTokenReused { session_id: id(7) }.into();
    given::<Access>([]).when(AccessCommand::Record(signed_in())).then([signed_in()]);
    given::<Access>([signed_in()]).when(AccessCommand::Record(reused.clone())).then([reused]);
}
