"""The door: parse, authenticate, call a room, answer. The only place that knows ninja."""
