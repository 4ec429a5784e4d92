//! Commands to a member's access.

use domain::access::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::values::{id, number, personal, text, time};

pub(crate) fn access() -> BoxedStrategy<AccessCommand> {
    let reason = || {
        use EndReason::*;
        prop_oneof![Just(SignedOut), Just(Revoked), Just(PasswordChanged), Just(Removed)]
    };
    let proof = || prop_oneof![Just(PasswordProof::Password), Just(PasswordProof::MailedLink)];
    let happened = prop_oneof![
        event!(SignedIn {
            session_id: id(),
            device: personal(text()),
            known_device: any::<bool>(),
        })
        .prop_map(AccessEvent::from),
        event!(SignInsFailed { attempts: number() }).prop_map(AccessEvent::from),
        event!(SessionsEnded {
            session_ids: vec(id(), 0..3),
            reason: reason(),
            ended_by: option::of(id()),
        })
        .prop_map(AccessEvent::from),
        event!(RefreshTokenReused { session_id: id() }).prop_map(AccessEvent::from),
        event!(PasswordChanged { by: proof() }).prop_map(AccessEvent::from),
        event!(ApiKeyCreated {
            key_id: id(),
            name: personal(text()),
            scopes: vec(text(), 0..3),
            expires_at: time(),
        })
        .prop_map(AccessEvent::from),
        event!(ApiKeyRevoked { key_id: id(), revoked_by: id() }).prop_map(AccessEvent::from),
    ];
    happened.prop_map(AccessCommand::Record).boxed()
}
