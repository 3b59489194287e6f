"""How large a file may be, in every direction."""

MAX_FILE_BYTES = 50 * 1024 * 1024
"""An uploaded file, packed."""
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
"""What a packed file may hold in all."""
MAX_SHEET_BYTES = 400 * 1024 * 1024
MAX_STRINGS_BYTES = 200 * 1024 * 1024
"""The table of texts that the sheets of a workbook share."""
MAX_RATIO = 200
"""Unpacked to packed size; real workbooks lie between 5 and 40."""
SMALL_ENOUGH = 20 * 1024 * 1024
"""Below this unpacked size the ratio does not matter."""
MAX_ENTRIES = 2_000
MAX_SHEETS = 100
MAX_ROWS = 1_000_000
MAX_COLUMNS = 300
MAX_CELLS = 20_000_000
"""Cells of the rectangle that a sheet spans, empty ones included: a reader makes room for all of them."""
MAX_CELL = 32_000
"""Characters of one cell."""
MAX_HEADER = 200
SAMPLE_ROWS = 5
EXPORT_ROWS_WITHOUT_APPROVAL = 50_000
"""Default of the setting `KEZHOU_EXPORT_APPROVAL_ROWS`."""
MAX_EXPORT_ROWS = 1_000_000
