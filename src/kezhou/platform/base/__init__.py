"""What lies under every room: the columns of a record, SQL fragments, integrity checks."""
