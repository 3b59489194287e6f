"""The variables of the environment that hold a number or one of a few words, checked before anything starts: a
mistake in one is a sentence that names it, not a process that dies again and again."""

import os

_PORT = (1, 65_535)
_COUNT = (1, 10_000)
_MANY = (1, 10**12)
NUMBERS = {
    "KEZHOU_PORT": _PORT,
    "KEZHOU_SMTP_PORT": _PORT,
    "KEZHOU_WORKERS": (1, 256),
    "KEZHOU_THREADS": (1, 256),
    "KEZHOU_WAITING": _COUNT,
    "KEZHOU_CALLS_PER_MINUTE": _MANY,
    "KEZHOU_ROWS_REPORTED": _MANY,
    "KEZHOU_ROWS_PER_HOUR": _MANY,
}
"""Smallest and largest value."""
WORDS = {
    "KEZHOU_SMTP_TLS": ("starttls", "ssl", "none"),
    "KEZHOU_LOG_LEVEL": ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
    "KEZHOU_PROCESS": ("web", "worker", "cli"),
    "KEZHOU_DB_ROLE": ("app", "owner"),
    "KEZHOU_DEMO": ("0", "1"),
    "KEZHOU_BEHIND_PROXY": ("0", "1"),
}


def check() -> None:
    """Raises `ValueError` for the first variable with a value that cannot be meant. An empty one counts as absent."""
    for name, (least, most) in NUMBERS.items():
        given = os.environ.get(name, "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
        if given and (number is None or not least <= number <= most):
            raise ValueError(f"{name} is {given[:60]!r}; it may be a whole number from {least} to {most}.")
        if not given:
            os.environ.pop(name, None)
    for name, words in WORDS.items():
        given = os.environ.get(name, "")
        if given and given not in words:
            raise ValueError(f"{name} is {given[:60]!r}; it may be one of {', '.join(words)}.")
        if not given:
            os.environ.pop(name, None)
