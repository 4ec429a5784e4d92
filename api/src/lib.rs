//! REST, WebSocket, sign-in, OpenAPI, and the web app's files.
