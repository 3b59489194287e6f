"""The roles that every installation begins with. Keys never change; what they grant is the company's to change."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kezhou.kernel.ctx import Ctx, Level
from kezhou.platform.org.epochs import bump_access

from .models import ANY_ENTITY, Role, RoleField, RoleGrant
from .roles import RoleEvent, tell

logger = logging.getLogger(__name__)

ADMINISTRATORS = "administrators"
"""System, security and audit have three administrators (三员分立), none of whom sees customers by default (C12)."""

EVERYTHING = ("view", "create", "update", "delete", "export", "import", "assign", "reveal")
_DIRECTORY: Mapping[str, Level] = {"reveal": "all"}
"""Colleagues may look each other's numbers up; each look-up is written down."""


@dataclass(frozen=True, slots=True)
class DefaultRole:
    key: str
    name: str
    name_en: str
    description: str
    records: Mapping[str, Level]
    """What it grants on every business record: action → level."""
    admin: tuple[str, ...] = ()
    exclusive_group: str = ""


_of_entities: dict[str, Mapping[str, Mapping[str, Level]]] = {}


def grant_by_default(entity: str, grants: Mapping[str, Mapping[str, Level]]) -> None:
    """What new default roles say about one entity: role → action → level. It replaces their word on every entity."""
    _of_entities[entity] = grants


_hidden: dict[str, list[tuple[str, str]]] = {}


def restrict_by_default(entity: str, role: str, fields: Sequence[str]) -> None:
    """Fields that a new default role does not show, such as what a product costs."""
    _hidden.setdefault(role, []).extend((entity, name) for name in fields)


def _same(level: Level, *actions: str) -> dict[str, Level]:
    return dict.fromkeys(actions, level)


ROLES = (
    DefaultRole(
        "sysadmin",
        "系统管理员",
        "System administrator",
        "组织架构、账号、字典、自定义字段与系统设置；不接触客户数据",
        {},
        ("org", "dictionaries", "customfields", "jobs", "settings"),
        ADMINISTRATORS,
    ),
    DefaultRole(
        "secadmin",
        "安全管理员",
        "Security administrator",
        "角色、权限与安全策略；不接触客户数据",
        {},
        ("roles", "security"),
        ADMINISTRATORS,
    ),
    DefaultRole(
        "auditor",
        "审计管理员",
        "Audit administrator",
        "查看审计日志；不接触客户数据",
        {},
        ("audit",),
        ADMINISTRATORS,
    ),
    DefaultRole("ceo", "总经理", "General manager", "全公司数据", _same("all", *EVERYTHING)),
    DefaultRole(
        "director",
        "销售总监",
        "Sales director",
        "本部门及下级部门的全部数据，含导出与转交",
        _same("dept_tree", *EVERYTHING),
    ),
    DefaultRole(
        "manager",
        "部门经理",
        "Department manager",
        "本部门及下级部门的数据",
        _same("dept_tree", *EVERYTHING),
    ),
    DefaultRole(
        "sales",
        "销售",
        "Sales",
        "本人负责的数据，不可导出",
        _same("own", "view", "create", "update", "delete", "import", "reveal") | _same("none", "export", "assign"),
    ),
    DefaultRole(
        "service",
        "客服",
        "Customer service",
        "查看全部客户，维护本人负责的记录",
        _same("all", "view") | _same("own", "create", "update", "reveal"),
    ),
    DefaultRole(
        "marketing",
        "市场",
        "Marketing",
        "查看全部客户，创建并维护本人带来的记录",
        _same("all", "view") | _same("own", "create", "update", "import", "reveal"),
    ),
    DefaultRole("finance", "财务", "Finance", "查看全部客户", _same("all", "view")),
    DefaultRole("readonly", "只读", "Read only", "查看全部客户，不可修改", _same("all", "view")),
)


def ensure(ctx: Ctx) -> int:
    """Make the default roles that were never there, and give those that nobody changed what they say about entities
    that came since; how many roles that were. What an administrator changed stays so."""
    with transaction.atomic():
        known = set(Role.objects.exclude(key="").values_list("key", flat=True))
        missing = [role for role in ROLES if role.key not in known]
        extended = _extend(ctx)
        for default in missing:
            _make(ctx, default)
        if missing or extended:
            bump_access(None)
    return len(missing) + extended


def _make(ctx: Ctx, default: DefaultRole) -> None:
    now = ctx.clock.now()
    role = Role.objects.create(
        key=default.key,
        name=default.name,
        name_en=default.name_en,
        description=default.description,
        exclusive_group=default.exclusive_group,
        builtin=True,
        admin=list(default.admin),
        created_at=now,
        updated_at=now,
    )
    cells = [(ANY_ENTITY, action, level) for action, level in default.records.items()]
    if cells and default.key != "readonly":
        cells += [("user", action, level) for action, level in _DIRECTORY.items()]
    for key, grants in _of_entities.items():
        cells += [(key, action, level) for action, level in grants.get(default.key, {}).items()]
    RoleGrant.objects.bulk_create(
        RoleGrant(role=role, entity=entity, action=action, level=level) for entity, action, level in cells
    )
    RoleField.objects.bulk_create(
        RoleField(role=role, entity=entity, field=name, view="hidden", edit=False)
        for entity, name in _hidden.get(default.key, ())
    )


def _extend(ctx: Ctx) -> int:
    """Rights on entities that a release brought, for default roles of an installation that is older. A role that an
    administrator saved once (its version says so) is the company's own and is left alone."""
    roles = Role.objects.select_for_update().filter(
        key__in=[role.key for role in ROLES], builtin=True, deleted_at__isnull=True, version=1
    )
    extended = 0
    for role in roles.order_by("id"):
        named = set(RoleGrant.objects.filter(role=role).values_list("entity", flat=True))
        said = {
            key: grants[role.key] for key, grants in _of_entities.items() if key not in named and grants.get(role.key)
        }
        if not said:
            continue
        RoleGrant.objects.bulk_create(
            RoleGrant(role=role, entity=key, action=action, level=level)
            for key, cells in said.items()
            for action, level in cells.items()
        )
        RoleField.objects.bulk_create(
            (
                RoleField(role=role, entity=entity, field=name, view="hidden", edit=False)
                for entity, name in _hidden.get(role.key, ())
                if entity in said
            ),
            ignore_conflicts=True,
        )
        changes: dict[str, tuple[Any, Any]] = {
            f"{key}.{action}": (None, {"level": level, "depts": [], "condition": None})
            for key, cells in said.items()
            for action, level in cells.items()
        }
        tell(ctx, RoleEvent("role", role.id, "grants_changed", changes))
        logger.info("role %s has rights on what is new: %s", role.key, ", ".join(sorted(said)))
        extended += 1
    return extended
