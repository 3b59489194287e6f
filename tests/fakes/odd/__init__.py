"""A module that no business has: every field type, every way to scope, every kind of move. The platform's promises are
tested on it."""
