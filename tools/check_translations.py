"""Fails when a sentence that users see has no Chinese, when its Chinese lost a placeholder, or when two catalogues
say it differently: Django knows one translation per sentence and context, whichever app it comes from.

Every string inside a gettext call under `src/kezhou` must have a translation in one of the `zh_Hans` catalogues.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "kezhou"
KEYWORDS = {
    "_": None, "N_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def sources() -> Iterator[tuple[str, int, str]]:
    """File, line and sentence of every string that is to be translated."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name.startswith("test_"):
            continue
        for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            sentence = message[0] if isinstance(message, tuple) else message
            if sentence:
                yield str(path.relative_to(PACKAGE.parent.parent)), line, sentence


def catalogue(wrong: list[str]) -> dict[str, str]:
    """All Chinese sentences of all catalogues by their English ones; what two say differently goes to `wrong`."""
    known: dict[str, str] = {}
    said: dict[tuple[str | None, str], str] = {}
    for path in sorted(PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="zh_Hans", abort_invalid=True):
                single = message.id if isinstance(message.id, str) else message.id[0]
                text = message.string if isinstance(message.string, str) else message.string[0]
                if single and text and not message.fuzzy:
                    known[single] = text
                    other = said.setdefault((message.context, single), text)
                    if other != text:
                        wrong.append(f"{path.relative_to(PACKAGE)}: {single!r} is {other!r} elsewhere, {text!r} here")
    return known


def main() -> int:
    wrong: list[str] = []
    known = catalogue(wrong)
    for path, line, sentence in sources():
        chinese = known.get(sentence)
        if chinese is None:
            wrong.append(f"{path}:{line}: no Chinese for {sentence!r}")
        elif set(PLACEHOLDER.findall(sentence)) != set(PLACEHOLDER.findall(chinese)):
            wrong.append(f"{path}:{line}: other placeholders in the Chinese of {sentence!r}: {chinese!r}")
    print("\n".join(wrong) if wrong else f"{len(known)} sentences are translated.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
