"""Whether two records mean the same party: names taken apart and aligned, exact keys, weighed evidence. Pure.

Design and its reasons: `docs/adr/0020-duplicates.md`.
"""
