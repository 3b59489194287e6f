"""The door of the HTTP API: who is calling, how they signed in, and the calls about one's own account."""
