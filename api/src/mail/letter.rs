//! A mail before and after it has headers.

use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use uuid::Uuid;

use crate::server::Error;

/// A mail to be, of plain text.
#[derive(Debug)]
pub(super) struct Letter {
    /// Names it in logs and in `Message-ID`.
    pub(super) id: Uuid,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) text: String,
}

/// Whom mails are from.
#[derive(Debug, Clone)]
pub(super) struct Sender(Mailbox);

impl Sender {
    /// Reads `Name <address>` or an address alone.
    pub(super) fn parse(from: &str) -> Result<Self, Error> {
        from.parse().map(Self).map_err(|_| {
            Error::Config(
                "STEWARD_MAIL_FROM must be an address, such as Steward <steward@example.com>",
            )
        })
    }

    /// The mail with its headers. Control characters of the subject become spaces. Nobody
    /// is to answer it by machine (RFC 3834).
    pub(super) fn sign(&self, letter: Letter) -> Result<Message, lettre::error::Error> {
        let subject: String =
            letter.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let to = letter.to.parse().map_err(|_| lettre::error::Error::MissingTo)?;
        let mut mail = Message::builder()
            .from(self.0.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .message_id(Some(format!("<{}@{}>", letter.id, self.0.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text)?;
        let generated = HeaderName::new_from_ascii_str("Auto-Submitted");
        mail.headers_mut().insert_raw(HeaderValue::new(generated, "auto-generated".to_owned()));
        Ok(mail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(to: &str, subject: &str) -> Result<String, lettre::error::Error> {
        let sender = Sender::parse("Steward <steward@example.com>").unwrap();
        let letter = Letter {
            id: Uuid::nil(),
            to: to.into(),
            subject: subject.into(),
            text: "Hello.\n".into(),
        };
        sender.sign(letter).map(|mail| String::from_utf8(mail.formatted()).unwrap())
    }

    #[test]
    fn has_the_headers_of_a_mail_of_a_machine() {
        let mail = signed("peach@pizza.com", "Welcome").unwrap();
        for header in [
            "From: Steward <steward@example.com>\r\n",
            "To: peach@pizza.com\r\n",
            "Subject: Welcome\r\n",
            "Message-ID: <00000000-0000-0000-0000-000000000000@example.com>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
        ] {
            assert!(mail.contains(header), "{header}: {mail}");
        }
        assert!(mail.ends_with("\r\n\r\nHello.\r\n"), "{mail}");
    }

    #[test]
    fn nobody_can_slip_a_header_in() {
        let mail = signed("peach@pizza.com", "Hi\r\nBcc: all@pizza.com").unwrap();
        assert!(!mail.contains("\nBcc:"), "{mail}");
        assert!(signed("peach@pizza.com\r\nBcc: all@pizza.com", "Hi").is_err());
        assert!(signed("not an address", "Hi").is_err());
    }

    #[test]
    fn says_what_a_sender_looks_like() {
        assert!(Sender::parse("steward@localhost").is_ok());
        assert!(Sender::parse("nobody").is_err());
    }
}
