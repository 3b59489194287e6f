"""The HTML of the public page. Everything that was typed by anybody is escaped; no file, font or script is fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .fields import Question
from .form.model import Form

_STYLE = """
:root{color-scheme:light dark;--bg:#f4f6f9;--panel:#fff;--text:#1b2430;--muted:#5b6675;--line:#c9d1dc;--key:#1557c2;
--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--bg:#12161c;--panel:#1b2129;--text:#e7ebf0;--muted:#a3aebb;--line:#3d4754;
--key:#7fb0ff;--bad:#ff9c94}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);
font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:560px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:22px;line-height:1.35;margin:0 0 8px}
form,.box{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:20px 16px;margin-top:16px}
label{display:block;font-weight:600;margin:0 0 6px}
.field{margin-bottom:18px}
input,select,textarea{width:100%;min-height:44px;padding:9px 12px;font:inherit;color:inherit;background:var(--bg);
border:1px solid var(--line);border-radius:8px}
textarea{min-height:110px;resize:vertical}
:is(input,select,textarea,button):focus-visible{outline:2px solid var(--key);outline-offset:1px}
[aria-invalid=true]{border-color:var(--bad)}
.error{color:var(--bad);margin:6px 0 0}
.star{color:var(--bad)}
.muted{color:var(--muted)}
.notice{white-space:pre-wrap;max-height:220px;overflow:auto;border:1px solid var(--line);border-radius:8px;
padding:10px 12px;font-size:14px;margin:0 0 16px}
.tick{display:flex;gap:12px;align-items:flex-start;font-weight:400;min-height:44px;padding:8px 0;margin:0}
.tick input{width:22px;min-height:22px;height:22px;flex:none;margin:2px 0 0}
button{width:100%;min-height:48px;border:0;border-radius:8px;background:#1557c2;color:#fff;font:inherit;font-weight:600;
cursor:pointer}
.away{position:absolute;left:-9999px;height:1px;width:1px;overflow:hidden}
"""


def form(form: Form, asked: Sequence[Question], stamp: str, sent: Mapping[str, str], errors: Mapping[str, Any]) -> str:
    """The page with its fields, what was typed before, and what is wrong with it."""
    general = errors.get("") or errors.get("notice")
    others = [message for name, message in errors.items() if name and not _is_shown(name, asked, form)]
    treated, send = _("How we treat personal data"), _("Send")
    told = [str(message) for message in (general, *others) if message]
    parts = [
        f"<h1>{escape(form.title)}</h1>",
        f'<p class="muted">{escape(form.intro)}</p>' if form.intro else "",
        f'<div class="box error" role="alert">{escape(" ".join(told))}</div>' if told else "",
        '<form method="post" accept-charset="utf-8" novalidate>',
        *(_field(one, sent.get(one.name, ""), errors.get(one.name)) for one in asked),
        '<div class="away" aria-hidden="true"><label for="homepage">homepage</label>'
        '<input id="homepage" name="homepage" tabindex="-1" autocomplete="off"></div>',
        f'<h2 style="font-size:16px;margin:0 0 6px">{escape(treated)}</h2>',
        f'<div class="notice" tabindex="0">{escape(form.notice)}</div>',
        *(_box(box, sent, errors) for box in form.consents),
        f'<input type="hidden" name="notice" value="{form.notice_version}">',
        f'<input type="hidden" name="stamp" value="{escape(stamp)}">',
        f'<button type="submit">{escape(send)}</button></form>',
    ]
    return _document(form.title, "".join(parts))


def thanks(form: Form) -> str:
    """The same words for everybody who sends."""
    words = escape(form.thanks).replace("\n", "<br>")
    return _document(form.title, f'<h1>{escape(form.title)}</h1><div class="box" role="status">{words}</div>')


def _is_shown(name: str, asked: Sequence[Question], form: Form) -> bool:
    boxes = {f"consent.{box['key']}" for box in form.consents}
    return name == "notice" or name in boxes or any(one.name == name for one in asked)


def _field(one: Question, value: str, error: Any) -> str:
    id_ = escape(one.name)
    star = ' <span class="star" aria-hidden="true">*</span>' if one.required else ""
    common = f'id="{id_}" name="{id_}"' + (" required" if one.required else "")
    if error:
        common += f' aria-invalid="true" aria-describedby="{id_}.error"'
    if one.input == "text_area":
        control = f'<textarea {common} maxlength="{one.max_length}">{escape(value)}</textarea>'
    elif one.input == "select":
        options = _options((("", _("Please choose")), *one.choices), value)
        options += "".join(
            f'<optgroup label="{escape(label)}">{_options(choices, value)}</optgroup>' for label, choices in one.groups
        )
        control = f"<select {common}>{options}</select>"
    else:
        control = (
            f'<input {common} type="{one.input}" maxlength="{one.max_length}" autocomplete="{one.autocomplete}" '
            f'value="{escape(value)}">'
        )
    wrong = f'<p class="error" id="{id_}.error">{escape(str(error))}</p>' if error else ""
    return f'<div class="field"><label for="{id_}">{escape(one.label)}{star}</label>{control}{wrong}</div>'


def _options(choices: Sequence[tuple[str, Any]], value: str) -> str:
    return "".join(
        f'<option value="{escape(code)}"{" selected" if code == value else ""}>{escape(str(label))}</option>'
        for code, label in choices
    )


def _box(box: Mapping[str, Any], sent: Mapping[str, str], errors: Mapping[str, Any]) -> str:
    name = escape(f"consent.{box['key']}")
    ticked = " checked" if sent.get(f"consent.{box['key']}") == "yes" else ""
    star = ' <span class="star" aria-hidden="true">*</span>' if box.get("required") else ""
    error = errors.get(f"consent.{box['key']}")
    wrong = f'<p class="error" id="{name}.error">{escape(str(error))}</p>' if error else ""
    described = f' aria-invalid="true" aria-describedby="{name}.error"' if error else ""
    return (
        f'<div class="field"><label class="tick"><input type="checkbox" name="{name}" value="yes"{ticked}{described}>'
        f"<span>{escape(str(box['text']))}{star}</span></label>{wrong}</div>"
    )


def _document(title: str, body: str) -> str:
    tongue = "en" if (get_language() or "").startswith("en") else "zh-CN"
    return (
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )
