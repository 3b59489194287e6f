"""The answer of `GET me`: who somebody is and what the web app may offer them."""

from datetime import datetime

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.grants import widest
from kezhou.platform.access.models import Role
from kezhou.platform.access.scope import grants_of, may
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.definition import STANDARD_ACTIONS

from . import language, me_hooks
from .authenticate import SignedIn
from .schemas import Linked, Me, RoleOut


def me_of(who: SignedIn) -> Me:
    person, session = who.person, who.session
    return Me(
        id=person.id,
        username=person.username,
        name=person.name,
        staff_no=person.staff_no,
        department=_linked(person.department_id, person.department),
        position=_linked(person.position_id, person.position),
        locale=language.TAGS[who.ctx.locale],
        tz=person.tz,
        theme=person.theme,
        name_display=person.name_display,
        roles=roles_of(person.id, who.ctx.locale),
        can={key: levels(who.ctx, entity) for key, entity in registry.all_entities(who.ctx).items()},
        admin=sorted(who.ctx.grants.admin),
        csrf_token=session.csrf if session else "",
        unread=sum(count(who.ctx) for count in me_hooks.unread),
        must_change_password=person.must_change_password,
        totp=person.has_totp,
        mfa_required=who.pending == "mfa_required",
        elevated_until=_still(session.elevated_until if session else None, who.ctx),
    )


def roles_of(user_id: int, locale: str) -> list[RoleOut]:
    """The person's roles in the language of the call."""
    rows = Role.objects.filter(members__user_id=user_id, deleted_at__isnull=True).order_by("id")
    return [
        RoleOut(key=key or str(id_), label=(name_en if locale == "en" else "") or name)
        for id_, key, name, name_en in rows.values_list("id", "key", "name", "name_en")
    ]


def levels(ctx: Ctx, entity: CompiledEntity) -> dict[str, str]:
    """action → level for what the person may do at all with this entity; a forbidden action is absent."""
    actions = (*STANDARD_ACTIONS, *(action.key for action in entity.definition.actions))
    return {action: _level(ctx, entity, action) for action in actions if may(ctx, entity, action)}


def _level(ctx: Ctx, entity: CompiledEntity, action: str) -> str:
    level = widest({action: grants_of(ctx, entity, action)}, action)
    # Granted without a role's grant: open to everybody, or by an administrative permission.
    return "all" if level == "none" else level


def _linked(id_: int | None, title: str | None) -> Linked | None:
    return None if id_ is None else Linked(id=id_, title=title or "")


def _still(until: datetime | None, ctx: Ctx) -> datetime | None:
    return until if until is not None and until > ctx.clock.now() else None
