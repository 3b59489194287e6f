"""How large templates and prints may be, in every direction."""

MAX_TEMPLATES = 50
"""Of one entity."""
MAX_NAME = 60
MAX_BODY = 300_000
"""Characters of an HTML template, pictures included."""
MAX_PACKED = 5 * 1024 * 1024
"""A Word template as it is uploaded."""
MAX_UNPACKED = 20 * 1024 * 1024
MAX_PARTS = 300
MAX_XML = 4 * 1024 * 1024
"""One part of a Word template that is read."""
MAX_NODES = 200_000
"""Elements of one part, before and after it is filled."""
MAX_TREE_DEPTH = 200
MAX_ROWS = 1_000
"""Rows of one list on one print."""
MAX_LINKS = 8
"""Links that a template follows."""
MAX_COPIES = 10
MAX_QR = 500
"""Characters of one QR code."""
MAX_LOG = 50
PRINTS_PER_HOUR = 300
"""Of one person; a preview counts as one."""
PDF_SECONDS = 60
PDF_MEMORY = 1_500 * 1024 * 1024
"""Bytes that the renderer and its children may hold together."""
PDF_BYTES = 50 * 1024 * 1024
