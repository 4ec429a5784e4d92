//! Examples of what happens with a member's access.

use domain::access::*;

use super::{at, id, luigis};

pub(super) fn access() -> [AccessEvent; 7] {
    [
        SignedIn {
            session_id: id(50),
            device: luigis("Firefox on Linux".into()),
            known_device: false,
        }
        .into(),
        SignInsFailed { attempts: 10 }.into(),
        SessionsEnded {
            session_ids: vec![id(50), id(51)],
            reason: EndReason::Revoked,
            ended_by: Some(id(1)),
        }
        .into(),
        RefreshTokenReused { session_id: id(50) }.into(),
        PasswordChanged { by: PasswordProof::MailedLink }.into(),
        ApiKeyCreated {
            key_id: id(52),
            name: luigis("Till".into()),
            scopes: vec!["tasks:read".into(), "tasks:write".into()],
            expires_at: at("2027-02-24T09:00:00Z"),
        }
        .into(),
        ApiKeyRevoked { key_id: id(52), revoked_by: id(3) }.into(),
    ]
}
