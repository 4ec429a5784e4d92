//! Event store, log reader, relay, consumers, leases, dead letters.
