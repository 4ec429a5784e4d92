//! Gemini's streams and errors of any bytes.

use super::{errors, request, response::Assembler};
use crate::{capabilities::capabilities, wire::fuzz};

#[test]
fn any_stream() {
    let build = |conversation: &_| request::build(conversation, capabilities("gemini-3.8-flash"));
    fuzzing::target!("gemini-stream", |bytes| fuzz::holds::<Assembler>(bytes, build));
}

#[test]
fn any_error() {
    fuzzing::target!("gemini-error", |bytes| {
        let (status, headers, body) = fuzz::response(bytes);
        fuzz::explained(&errors::from_response(status, &headers, body));
    });
}
