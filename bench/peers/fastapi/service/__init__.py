"""A small chat service on the prototype's stack: what Steward's whole path is measured beside."""
