//! Layers around every route, outermost first: [`trace`], [`problems`], [`headers`],
//! then the limits of [`head`], and the panic and time limits of [`guard`].

pub(crate) mod guard;
pub(crate) mod head;
pub(crate) mod headers;
pub(crate) mod problems;
pub(crate) mod trace;

pub(crate) use trace::TraceContext;
