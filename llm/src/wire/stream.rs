//! A streamed answer: bytes in, events out.

use std::{collections::VecDeque, time::Duration};

use futures::{Stream, StreamExt, stream::BoxStream};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::{
    http::MAX_BODY,
    sse::{Frame, SseParser},
    telemetry::Call,
};
use crate::{ChatEvent, ChatResponse, ModelError};

/// Puts a provider's answer together from its pieces.
pub(crate) trait Assemble: Default + Send + 'static {
    /// Takes a piece; what there is to tell about it goes to `events`.
    fn take(&mut self, piece: &Value, events: &mut Vec<ChatEvent>) -> Result<(), ModelError>;

    /// Whether a reason to stop was seen; more pieces may follow it.
    fn has_finish_reason(&self) -> bool;

    /// The whole answer, or the error that it amounts to.
    fn finish(self) -> Result<ChatResponse, ModelError>;

    /// The error that a piece holds, if it holds one.
    fn error(piece: &Value) -> Option<ModelError>;
}

/// How long to wait for more once the model has said why it stopped. More may follow, but a
/// connection that merely stays open does not spoil a finished answer.
const LINGER: Duration = Duration::from_secs(5);

/// Decodes the bytes of a stream, wherever they are cut.
#[derive(Debug, Default)]
pub(crate) struct Decoder<A> {
    sse: SseParser,
    answer: A,
    received: usize,
    /// The provider has said that nothing follows.
    done: bool,
}

impl<A: Assemble> Decoder<A> {
    /// Takes more bytes. What they tell goes to `events`, also when they end in an error.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        events: &mut Vec<ChatEvent>,
    ) -> Result<(), ModelError> {
        self.received += bytes.len();
        if self.received > MAX_BODY {
            return Err(ModelError::malformed("a response too long"));
        }
        for frame in self.sse.push(bytes) {
            self.take(&frame, ModelError::malformed("an event of no JSON"), events)?;
        }
        Ok(())
    }

    /// Takes the stream's end: what is left of it, and the whole answer.
    pub(crate) fn finish(mut self, events: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        for frame in std::mem::take(&mut self.sse).finish() {
            self.take(&frame, ModelError::Incomplete, events)?;
        }
        events.push(ChatEvent::Finished(self.answer.finish()?));
        Ok(())
    }

    fn take(
        &mut self,
        frame: &Frame,
        unreadable: ModelError,
        events: &mut Vec<ChatEvent>,
    ) -> Result<(), ModelError> {
        // What follows may have come with it or later, or not at all: it is never looked at.
        if self.done {
            return Ok(());
        }
        let (Frame::Data(text) | Frame::Bare(text)) = frame;
        // OpenAI and gateways that imitate it end with this.
        if text.trim() == "[DONE]" {
            self.done = true;
            return Ok(());
        }
        let piece: Value = serde_json::from_str(text).map_err(|_| unreadable)?;
        match A::error(&piece) {
            Some(error) => Err(error),
            None => self.answer.take(&piece, events),
        }
    }
}

/// The events of a response that has begun.
pub(crate) fn events<A, B, E>(
    bytes: impl Stream<Item = Result<B, E>> + Send + 'static,
    idle: Duration,
    deadline: Instant,
    call: Call,
) -> BoxStream<'static, Result<ChatEvent, ModelError>>
where
    A: Assemble,
    B: AsRef<[u8]> + Send + 'static,
    E: Send + 'static,
{
    let bytes = bytes.map(|item| item.map_err(drop)).boxed();
    let reader = Reader {
        bytes,
        decoder: Some(Decoder::<A>::default()),
        ready: VecDeque::new(),
        idle,
        deadline,
        call,
    };
    futures::stream::unfold(reader, |mut reader| async move {
        reader.next().await.map(|item| (item, reader))
    })
    .boxed()
}

struct Reader<A, B> {
    bytes: BoxStream<'static, Result<B, ()>>,
    /// Taken once the end or an error has been reached.
    decoder: Option<Decoder<A>>,
    ready: VecDeque<Result<ChatEvent, ModelError>>,
    idle: Duration,
    deadline: Instant,
    call: Call,
}

impl<A: Assemble, B: AsRef<[u8]>> Reader<A, B> {
    async fn next(&mut self) -> Option<Result<ChatEvent, ModelError>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                self.call.note(&item);
                return Some(item);
            }
            let decoder = self.decoder.as_mut()?;
            if decoder.done {
                let mut events = Vec::new();
                let outcome = self.end(&mut events);
                self.ready.extend(events.into_iter().map(Ok).chain(outcome.err().map(Err)));
                continue;
            }
            let finished = decoder.answer.has_finish_reason();
            let patience = if finished { LINGER.min(self.idle) } else { self.idle };
            let until = self.deadline.min(Instant::now() + patience);
            let mut events = Vec::new();
            let outcome = match timeout_at(until, self.bytes.next()).await {
                Ok(Some(Ok(bytes))) => decoder.push(bytes.as_ref(), &mut events),
                Ok(None) => self.end(&mut events),
                // Silence or a break after the finish reason takes nothing away.
                Err(_) | Ok(Some(Err(()))) if finished => self.end(&mut events),
                Err(_) => Err(ModelError::Timeout),
                Ok(Some(Err(()))) => Err(ModelError::Incomplete),
            };
            self.ready.extend(events.into_iter().map(Ok));
            if let Err(error) = outcome {
                self.decoder = None;
                self.ready.push_back(Err(error));
            }
        }
    }

    fn end(&mut self, events: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        self.decoder.take().map_or(Ok(()), |decoder| decoder.finish(events))
    }
}
