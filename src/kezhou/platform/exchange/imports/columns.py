"""Which column means which field: the guess from headers, and mappings that were kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.kernel.text.fold import fold
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.base.turns import take_turns
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.records import hooks

from ..models import ImportPreset
from . import matching
from .mapper import importable

LANGUAGES = ("zh-hans", "en")
MAX_PRESETS = 100
ERROR_HEADERS = frozenset({"错误原因", "error"})
"""The column that our own error files add; it is never read back."""
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "name": ("客户名称", "公司名称", "企业名称", "单位名称", "公司", "客户", "姓名", "联系人", "company", "fullname"),
    "short_name": ("简称", "公司简称", "客户简称"),
    "credit_code": ("统一社会信用代码", "社会信用代码", "信用代码", "税号", "纳税人识别号", "组织机构代码"),
    "mobile": ("手机", "手机号", "手机号码", "移动电话", "cellphone"),
    "phone": ("电话", "电话号码", "联系电话", "座机", "固话", "固定电话", "telephone", "tel"),
    "email": ("邮箱", "电子邮箱", "邮件", "电子邮件", "mail", "emailaddress"),
    "address": ("地址", "详细地址", "公司地址", "联系地址", "注册地址", "通讯地址"),
    "region": ("地区", "省市区", "所在地区", "所在地", "区域"),
    "industry": ("行业", "所属行业"),
    "level": ("级别", "等级", "客户级别", "客户等级"),
    "source": ("来源", "客户来源", "线索来源"),
    "status": ("状态", "客户状态"),
    "owner": ("负责人", "归属人", "所有人", "业务员", "销售", "跟进人"),
    "remarks": ("备注", "说明", "描述", "notes", "remark", "comment"),
    "website": ("网址", "网站", "官网", "主页", "homepage"),
    "registered_capital": ("注册资本", "注册资金"),
    "founded_on": ("成立日期", "注册日期", "成立时间", "创建日期"),
    "legal_form": ("企业类型", "公司类型", "公司性质", "企业性质"),
    "business_scope": ("经营范围", "主营业务"),
    "customer": ("所属客户", "客户名称", "公司名称", "公司", "客户"),
    "title": ("职务", "职位", "jobtitle"),
    "department": ("部门", "所属部门"),
    "wechat": ("微信", "微信号"),
    "tags": ("标签",),
    "pool": ("公海", "所属公海", "客户公海", "线索公海"),
    "id_number": ("身份证号", "身份证", "证件号码"),
}


POOL = "pool"
"""No field that people write: a file names the pool into which a new record goes."""


@dataclass(frozen=True, slots=True)
class Guess:
    field: str
    via: str
    """`header` (name or label), `synonym` or `preset`."""


def guess(ctx: Ctx, entity: CompiledEntity, headers: Sequence[str]) -> list[Guess | None]:
    """One guess per column; a field is given away once, to the column with the best reason."""
    specs = importable_specs(ctx, entity)
    sources = [("preset", _learned(ctx, entity, headers)), ("header", _labels(specs)), ("synonym", _synonyms(specs))]
    found: list[Guess | None] = [None] * len(headers)
    taken: set[str] = set()
    for via, words in sources:
        for at, header in enumerate(headers):
            name = words.get(_bare(header))
            if found[at] is None and name in specs and name not in taken and not is_error_header(header):
                found[at] = Guess(name, via)
                taken.add(name)
    return found


def is_error_header(header: str) -> bool:
    return header.casefold() in ERROR_HEADERS


def importable_specs(ctx: Ctx, entity: CompiledEntity) -> dict[str, FieldSpec]:
    """The fields that a file may fill: what the person may write, and the pool of new records for who may choose it."""
    rights = field_rights(ctx, entity)
    specs = {name: spec for name, spec in entity.fields.items() if importable(rights, spec)}
    if entity.moves_alone and rights[POOL].view != "hidden" and hooks.pools_for_new(ctx, entity):
        specs[POOL] = entity.fields[POOL]
    return specs


def match_specs(ctx: Ctx, entity: CompiledEntity) -> dict[str, FieldSpec]:
    """The fields by which a row may be taken for a record: those that the person reads in full, for what matches is an
    answer, and a file would guess ten thousand numbers at once."""
    rights = field_rights(ctx, entity)
    specs = importable_specs(ctx, entity)
    return {
        name: spec
        for name, spec in specs.items()
        if name != POOL and rights[name].view == "full" and matching.can_match(spec)
    }


def usual_match(ctx: Ctx, entity: CompiledEntity, mapping: Mapping[str, str]) -> list[str]:
    """The declared keys that are mapped, up to one that the person cannot compare: without it a weaker one, such as a
    name, would take two people for one."""
    allowed, keys = match_specs(ctx, entity), []
    for name in entity.definition.exchange.match_keys:
        if name in mapping.values():
            if name not in allowed:
                break
            keys.append(name)
    return keys


def offered_match(entity: CompiledEntity, mapping: Mapping[str, str]) -> list[str]:
    """The fields that one may choose to compare: the declared ones, and where these are no identity any mapped one."""
    declared = entity.definition.exchange
    more = mapping.values() if declared.identity is None else ()
    return list(dict.fromkeys([*declared.match_keys, *more]))


def match_by(ctx: Ctx, entity: CompiledEntity, names: Sequence[str]) -> matching.Match:
    """What these match keys compare. Parts of an identity count together, and only where the person reads them all."""
    declared = entity.definition.exchange
    if declared.identity is None:
        return matching.Match(tuple(entity.fields[name] for name in names))
    if not names or not set(declared.match_keys) <= set(match_specs(ctx, entity)):
        return matching.Match()
    specs = tuple(entity.fields[name] for name in declared.match_keys)
    return matching.Match(specs, declared.identity, ctx.actor.id)


def native_preset(entity: CompiledEntity, headers: Sequence[str]) -> str:
    """The ready-made preset all of whose columns the file has, or an empty text."""
    for key, mapping in entity.definition.exchange.presets.items():
        if set(mapping) <= set(headers):
            return key
    return ""


def by_headers(mapping: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """header → field laid over this file's columns: column index → field, each field once."""
    placed: dict[str, str] = {}
    for at, header in enumerate(headers):
        name = mapping.get(header)
        if name and name not in placed.values():
            placed[str(at)] = name
    return placed


def presets(ctx: Ctx, entity: CompiledEntity, headers: Sequence[str]) -> list[dict[str, Any]]:
    """What can be chosen for this file: `{name, mapping, shared, native}`."""
    found = [
        {"name": key, "mapping": by_headers(mapping, headers), "shared": True, "native": True}
        for key, mapping in entity.definition.exchange.presets.items()
        if any(header in headers for header in mapping)
    ]
    for kept in _kept(ctx, entity):
        placed = by_headers(kept.mapping, headers)
        if placed:
            found.append({"name": kept.name, "mapping": placed, "shared": kept.shared, "native": False})
    return found


def find_preset(ctx: Ctx, entity: CompiledEntity, name: str) -> Mapping[str, str]:
    """header → field of a preset by its name. Raises `Invalid`."""
    native = entity.definition.exchange.presets.get(name)
    if native is not None:
        return native
    kept = next((preset for preset in _kept(ctx, entity) if preset.name == name), None)
    if kept is None:
        known = ", ".join([*entity.definition.exchange.presets, *(preset.name for preset in _kept(ctx, entity))])
        message = str(_("There is no preset “%(name)s”. Known are: %(known)s."))
        message %= {"name": name[:60], "known": known or "-"}
        raise Invalid(message, errors=[FieldError("preset", "no_such_preset", message)])
    return kept.mapping  # type: ignore[no-any-return]


def keep_preset(
    ctx: Ctx, entity: CompiledEntity, name: str, headers: Sequence[str], mapping: Mapping[str, str]
) -> None:
    """Remember a mapping under a name of one's own; the same name again replaces it. Raises `Invalid`. Needs a
    transaction."""
    wanted = name.strip()
    if not 1 <= len(wanted) <= 60 or wanted in entity.definition.exchange.presets:
        message = _("A preset needs a name of at most 60 characters that no shipped preset has.")
        raise Invalid(message, errors=[FieldError("preset_name", "bad_name", message)])
    take_turns("import presets", ctx.actor.id)
    mine = ImportPreset.objects.filter(actor_id=ctx.actor.id, entity=entity.key)
    if mine.exclude(name=wanted).count() >= MAX_PRESETS:
        full = _("At most %(limit)d presets can be kept.") % {"limit": MAX_PRESETS}
        raise Invalid(full, errors=[FieldError("preset_name", "too_many", full)])
    by_header = {headers[int(index)]: field for index, field in mapping.items() if headers[int(index)]}
    ImportPreset.objects.update_or_create(
        actor_id=ctx.actor.id,
        entity=entity.key,
        name=wanted,
        defaults={"mapping": by_header, "created_at": ctx.clock.now()},
    )


def _kept(ctx: Ctx, entity: CompiledEntity) -> list[ImportPreset]:
    wanted = Q(actor_id=ctx.actor.id) | Q(shared=True)
    return list(ImportPreset.objects.filter(wanted, entity=entity.key).order_by("-created_at", "-id")[:MAX_PRESETS])


def _learned(ctx: Ctx, entity: CompiledEntity, headers: Sequence[str]) -> dict[str, str]:
    """Header → field as the ready-made preset that fits, else as the person mapped it last."""
    words: dict[str, str] = {}
    for preset in reversed(_kept(ctx, entity)):
        words.update({_bare(header): field for header, field in preset.mapping.items()})
    if key := native_preset(entity, headers):
        words.update({_bare(h): f for h, f in entity.definition.exchange.presets[key].items()})
    return words


def _labels(specs: Mapping[str, FieldSpec]) -> dict[str, str]:
    words: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for name, spec in specs.items():
                words.setdefault(_bare(str(spec.label)), name)
    for name in specs:
        words[_bare(name)] = name
    return words


def _synonyms(specs: Mapping[str, FieldSpec]) -> dict[str, str]:
    words: dict[str, str] = {}
    for name in specs:
        for word in SYNONYMS.get(name, ()):
            words.setdefault(_bare(word), name)
    return words


def _bare(header: str) -> str:
    """What of a header counts: without case, width, spaces, underscores, stars, or a unit in brackets."""
    return re.sub(r"[\s_*＊:：]|[(（【\[].*?[)）】\]]", "", fold(header))
