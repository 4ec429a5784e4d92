//! Upcasters: pure steps from an older shape of an event to the next one.
//!
//! None is needed yet: every event is at version 1. The first change of a shape adds
//! one here, and a golden file of the old version stays under `tests/golden/` for ever.

use cqrs_es::persist::EventUpcaster;

/// Every upcaster, oldest version first, as `cqrs-es` chains them.
pub fn upcasters() -> Vec<Box<dyn EventUpcaster>> {
    Vec::new()
}
