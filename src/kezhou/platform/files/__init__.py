"""Files that hang on records: bytes under a key that the server made, reached only through the right to see the record.

The row comes first, then the bytes, then the row says `ready`; what stays behind half-done is swept away.
"""
