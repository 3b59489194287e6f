"""Sentences of the kernel are English until a translator is handed over, and all of them have a Chinese form."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import kezhou.kernel
from kezhou.kernel.text.sentence import sentence, use_translator

ROOT = Path(kezhou.kernel.__file__).parent


@pytest.fixture
def shouting() -> Iterator[None]:
    from kezhou.kernel.text import sentence as module

    before = module._translate
    use_translator(str.upper)
    yield
    use_translator(before)


def test_a_sentence_is_translated_when_it_is_read(shouting: None) -> None:
    said = sentence("no figures, 100%")
    assert (str(said), said.source) == ("NO FIGURES, 100%", "no figures, 100%")


def test_figures_stay_apart_from_the_source() -> None:
    said = sentence("at most %(limit)s", limit=8)
    assert (said.source, said.params, said.source % said.params) == ("at most %(limit)s", {"limit": 8}, "at most 8")
    assert said == sentence("at most %(limit)s", limit=8)
    assert said != sentence("at most %(limit)s", limit=9)


def sources() -> set[str]:
    calls = [
        node
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
    ]
    return {str(call.args[0].value) for call in calls if isinstance(call.args[0], ast.Constant)}


def test_every_sentence_has_a_chinese_form() -> None:
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file) if message.id}
    assert sources() == {source for source, chinese in catalogue.items() if chinese}
