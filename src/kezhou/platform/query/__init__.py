"""From conditions, sorts and pages to one SQL statement that names only registered columns."""
