//! Events that a consumer could not apply.
