//! Load over HTTP and WebSocket, by clients of our own.
