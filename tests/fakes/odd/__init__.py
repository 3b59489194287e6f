"""A module that no business has: every field type, every way to scope, every kind of move. What the platform promises is
tested on it."""
