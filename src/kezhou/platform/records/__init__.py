"""The two doors. `read` answers what may be seen; `write` is the only way to change a record, for one row or for
thousands."""
