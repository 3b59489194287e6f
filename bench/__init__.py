"""Measures a whole running instance at 1,000,000 customers, beside the same work as bare SQL: `make bench`."""
