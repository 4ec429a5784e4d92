//! Who is told when something is wrong with a member's access: they themselves, and the
//! owners of the business.

use actions::Language;
use domain::notification::{
    Notification, NotificationCommand, NotificationIssued, NotificationKind, Urgency,
};
use domain::{MemberId, NotificationId, Personal};
use eventing::Step;
use uuid::Uuid;

use super::trail::Whose;
use crate::error::ApiError;
use crate::state::AppState;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alarm {
    /// Two had the same refresh token.
    Reuse,
    /// Passwords are being guessed.
    Guessing,
}

/// The notices about it, under ids that derive from `cause`.
pub(super) async fn notices(
    state: &AppState,
    whose: Whose,
    cause: Uuid,
    alarm: Alarm,
) -> Result<Vec<Step>, ApiError> {
    let mut db = state.services.database.acquire(whose.tenant).await?;
    let people: Vec<(Uuid, Option<String>, String)> = sqlx::query_as(
        "SELECT member_id, name, role FROM members \
         WHERE status = 'active' AND (member_id = $1 OR role = 'owner') ORDER BY position",
    )
    .bind(whose.member.0)
    .fetch_all(&mut *db)
    .await?;
    let locale: Option<String> =
        sqlx::query_scalar("SELECT locale FROM tenants").fetch_optional(&mut *db).await?;
    let language = Language::of(locale.as_deref().unwrap_or("en"));
    let name = people.iter().find(|(id, ..)| *id == whose.member.0);
    let name = name.and_then(|(_, name, _)| name.as_deref());
    let steps = people.iter().map(|(id, ..)| {
        let recipient = MemberId(*id);
        let own = recipient == whose.member;
        let id = NotificationId(Uuid::new_v5(&cause, format!("alert/{recipient}").as_bytes()));
        let about = |text: String| Personal::of_all(whose.member, [recipient], text);
        let issued = NotificationIssued {
            notification_id: id,
            recipient,
            sender: whose.member,
            kind: NotificationKind::System,
            urgency: Urgency::Urgent,
            answer_wanted: false,
            text: about(text(alarm, name.filter(|_| !own), language)),
            reason: about(reason(own, language).to_owned()),
            deliver_after: None,
            acknowledge_by: None,
            ladder_id: id.ladder(),
            rung: 0,
            action_id: None,
            turn_id: None,
            reminder_id: None,
        };
        Step::new::<Notification>(id, NotificationCommand::IssueNotification(issued))
    });
    Ok(steps.collect())
}

/// What is said; `name` is whom it is about, where that is somebody else.
fn text(alarm: Alarm, name: Option<&str>, language: Language) -> String {
    match (alarm, language, name) {
        (Alarm::Reuse, Language::Spanish, None) => {
            "Alguien usó una copia de tu sesión. La hemos cerrado para todos: inicia sesión de \
             nuevo y, si no fuiste tú, cambia la contraseña."
                .to_owned()
        }
        (Alarm::Reuse, Language::Spanish, Some(name)) => format!(
            "Alguien usó una copia de una sesión de {name}. La hemos cerrado para todos; los \
             detalles están en el registro de seguridad."
        ),
        (Alarm::Reuse, _, None) => {
            "Somebody used a copy of your session. It was ended for everybody: sign in again, \
             and change your password if that was not you."
                .to_owned()
        }
        (Alarm::Reuse, _, Some(name)) => format!(
            "Somebody used a copy of a session of {name}. It was ended for everybody; the \
             security trail has the details."
        ),
        (Alarm::Guessing, Language::Spanish, None) => {
            "Alguien está probando contraseñas en tu cuenta. Los intentos se frenan; una \
             contraseña larga y única te mantiene a salvo."
                .to_owned()
        }
        (Alarm::Guessing, Language::Spanish, Some(name)) => {
            format!(
                "Alguien está probando contraseñas en la cuenta de {name}. Los intentos se frenan."
            )
        }
        (Alarm::Guessing, _, None) => {
            "Somebody is trying passwords on your account. Attempts are slowed down; a long \
             password that you use nowhere else keeps you safe."
                .to_owned()
        }
        (Alarm::Guessing, _, Some(name)) => format!(
            "Somebody is trying passwords on the account of {name}. Attempts are slowed down."
        ),
    }
}

fn reason(own: bool, language: Language) -> &'static str {
    match (own, language) {
        (true, Language::Spanish) => "porque se trata de tu cuenta",
        (true, _) => "because it is your account",
        (false, Language::Spanish) => "porque eres propietario",
        (false, _) => "because you are an owner",
    }
}
