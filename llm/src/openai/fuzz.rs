//! Streams and errors of OpenAI's protocol, of any bytes.

use super::{errors, request, response::Assembler};
use crate::wire::fuzz;

#[test]
fn any_stream() {
    let build = |conversation: &_| request::build(conversation, "m", true);
    fuzzing::target!("openai-stream", |bytes| fuzz::holds::<Assembler>(bytes, build));
}

#[test]
fn any_error() {
    fuzzing::target!("openai-error", |bytes| {
        let (status, headers, body) = fuzz::response(bytes);
        fuzz::explained(&errors::from_response(status, &headers, body));
    });
}
