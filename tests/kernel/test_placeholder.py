"""The grammar of placeholders: what is in it, and that nothing else is (C24)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kezhou.kernel.placeholder import MAX_DEPTH, MAX_MARKS, Mark, PlaceholderProblem, check_blocks, split


@pytest.mark.parametrize(
    ("source", "kind", "path", "formats"),
    [
        ("{{name}}", "value", ("name",), ()),
        ("{{ 客户名称 }}", "value", ("客户名称",), ()),
        ("{{客户（甲方）}}", "value", ("客户（甲方）",), ()),
        ("{{customer.name}}", "value", ("customer", "name"), ()),
        ("{{amount|大写}}", "value", ("amount",), ("words",)),
        ("{{ amount ｜ 2 | grouped }}", "value", ("amount",), ("digits_2", "grouped")),
        ("{{qr:number}}", "qr", ("number",), ()),
        ("{{二维码：编号}}", "qr", ("编号",), ()),
        ("{{#lines}}", "open", ("lines",), ()),
        ("{{^remarks}}", "empty", ("remarks",), ()),
        ("{{/lines}}", "close", ("lines",), ()),
    ],
)
def test_what_is_in_the_grammar(source: str, kind: str, path: tuple[str, ...], formats: tuple[str, ...]) -> None:
    (mark,) = split(source)
    assert isinstance(mark, Mark)
    assert (mark.kind, mark.path, mark.formats) == (kind, path, formats)


@pytest.mark.parametrize(
    "source",
    [
        *(
            "{{}}",
            "{{ }}",
            "{{7*7}}",
            "{{a.b.c}}",
            "{{a()}}",
            "{{a['b']}}",
            "{{a|attr('x')}}",
            "{{a|eval}}",
            "{{__class__}}",
        ),
        *("{{''.__class__.__mro__}}", "{{config.items()}}", "{{constructor.constructor('return 1')()}}", "{{a b;c}}"),
        *(
            "{{#each lines}}{{/each}}(",
            "{{{raw}}}",
            "{{&raw}}",
            "{{>partial}}",
            "{{!comment}}",
            "{{=<% %>=}}",
            "{{a?b}}",
        ),
        *("{{a,b}}", "{{a+b}}", "{{$root}}", "{{@index}}", "{{../up}}", "{{a|2|大写|2}}", "{{#lines|2}}", "{{qr:a|2}}"),
        *("{{ 名\n字 }}", "{{" + "长" * 81 + "}}", "{{open", "close}}", "{{a{b}}", "{{_private}}", "{{a.}}", "{{.a}}"),
    ],
)
def test_c24_whatever_else_is_refused_and_never_run(source: str) -> None:
    with pytest.raises(PlaceholderProblem):
        check_blocks([piece for piece in split(source) if isinstance(piece, Mark)])


@pytest.mark.parametrize(
    "text", ["${7*7}", "<%= 1 %>", "{% for a in b %}", "#{1}", "[[${1}]]", "{name}", "a } b { c", "@(1)"]
)
def test_c24_other_engines_words_are_plain_text(text: str) -> None:
    assert split(text) == [text]


@given(st.text(alphabet="{}|#^/.ab大写 :\n", max_size=60))
def test_any_text_is_pieces_that_say_all_of_it_or_a_problem(text: str) -> None:
    try:
        pieces = split(text)
    except PlaceholderProblem:
        return
    said = "".join(piece if isinstance(piece, str) else piece.source for piece in pieces)
    assert said == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{#a}}", "not_closed"),
        ("{{/a}}", "not_open"),
        ("{{#a}}{{#b}}{{/a}}{{/b}}", "not_open"),
        ("{{#a}}" * (MAX_DEPTH + 1) + "{{/a}}" * (MAX_DEPTH + 1), "too_deep"),
        ("{{a}}" * (MAX_MARKS + 1), "too_many"),
    ],
)
def test_blocks_end_in_order(text: str, code: str) -> None:
    with pytest.raises(PlaceholderProblem) as caught:
        check_blocks([piece for piece in split(text) if isinstance(piece, Mark)])
    assert caught.value.code == code


def test_blocks_may_stand_in_each_other() -> None:
    check_blocks([piece for piece in split("{{#a}}{{^b}}x{{/b}}{{/a}}{{#a}}{{/a}}") if isinstance(piece, Mark)])
