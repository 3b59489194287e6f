"""How the names of people and departments are ordered: by pinyin, as a Chinese reader expects, in any database
collation."""

from kezhou.kernel.text import pinyin

SORT_KEY_LENGTH = 400


def sort_key(name: str, *, surname: bool = False) -> str:
    """The stored key; `surname` for people, so that 单 and 曾 are read as surnames."""
    return pinyin.sort_key(name, surname=surname)[:SORT_KEY_LENGTH]
