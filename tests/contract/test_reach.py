"""Export scope, search and personal data of every entity."""

from __future__ import annotations

import pytest

from kezhou.kernel.ctx import LEVELS
from kezhou.kernel.errors import Forbidden
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.query.select import predicate
from kezhou.platform.query.words import ListQuery
from kezhou.platform.records.findable import NAMES
from tests.contract.test_levels import Company, company, may_reach
from tests.contract.world import World, business_entities

pytestmark = pytest.mark.django_db
each_entity = pytest.mark.parametrize("key", business_entities())
NAME = "昆仑雪莲"


@each_entity
def test_what_may_be_exported(world: World, key: str, subtests: pytest.Subtests) -> None:
    made = company(world, key)
    for level in LEVELS:
        with subtests.test(level=level), world.rights_for_now():
            _exported(world, key, made, level)


def _exported(world: World, key: str, made: Company, level: str) -> None:
    entity = world.entity(key)
    world.give(made.actor, {key: {"view": "all", "export": level}}, depts=[world.west.id])
    ctx = ctx_for_user(made.actor.id, world.clock)
    if level == "none":
        with pytest.raises(Forbidden):
            predicate(ctx, entity, ListQuery(), "export")
        return

    where = predicate(ctx, entity, ListQuery(), "export")

    ids = {row[0] for row in fetch_all(f"SELECT t.id FROM {entity.table} t WHERE {where.text}", where.params)}
    expected = {i for owner, i in made.records.items() if may_reach(level, owner, owned=entity.owned)}
    assert ids & set(made.records.values()) == expected


@each_entity
def test_a_name_is_found_by_two_characters_pinyin_and_initials(world: World, key: str) -> None:
    entity = world.entity(key)
    names = [spec.name for spec in entity.search_fields if spec.type.key in NAMES and not spec.read_only]
    if not names:
        pytest.skip("nothing of it is searched")
    world.make(key, world.sample(key, 1), world.admin.user)
    wanted = world.make(key, {**world.sample(key, 2, only_required=True), names[0]: NAME}, world.admin.user)
    user = world.person("blind", world.west)
    world.give(user, {key: {"view": "own"}})
    unowned = [wanted] if entity.definition.scope.is_public else []

    for text in ("仑雪", "昆仑雪莲", "kunlun", "klxl", "KLXL", "崑崙"):
        assert world.admin.ids(key, q=text) == [wanted], text
        assert world.api(user).ids(key, q=text) == unowned, text
    assert world.admin.ids(key, q="雪山") == []


@pytest.mark.parametrize("key", [k for k, e in registry.native().items() if not e.definition.admin])
def test_a_personal_field_says_why_it_is_kept(key: str) -> None:
    """C37: class, purpose, basis and retention of everything by which a person is reached or known."""
    for name, spec in registry.native()[key].fields.items():
        if spec.type.key in ("phone", "email", "id_number", "person_name"):
            assert spec.pii is not None, f"{key}.{name} needs pii=Pii(…)"
        if spec.pii is not None:
            assert all((spec.pii.kind, spec.pii.purpose, spec.pii.basis, spec.pii.retention)), name
        if spec.type.key in ("phone", "email", "id_number"):
            assert spec.masked, f"{key}.{name} is shown in full to everybody"
