"""C35, F7: limits on how many of something a person or an entity may have, under calls that come at the same moment.

Each call runs in a thread with a database connection of its own; all wait for one barrier before they begin. Counting
first and adding afterwards without holding the others off would let every one of them in.
"""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import KezhouError
from kezhou.platform.base.turns import take_turns
from kezhou.platform.customfields import define
from kezhou.platform.customfields.models import CustomField
from kezhou.platform.exchange.exports import call as exports
from kezhou.platform.exchange.imports import runs
from kezhou.platform.exchange.models import ExportCall, ImportPreset, ImportRun
from kezhou.platform.query.models import Follow
from kezhou.platform.records import follow, views
from kezhou.platform.records.models import SavedView
from tests.contract.world import World, forget

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8
LIMIT = 3
"""What the limits are set to here, so that few rows show them."""


def at_once(call: Callable[[int], Any]) -> Counter[str]:
    """The answers of `AT_ONCE` simultaneous calls: `done`, or the code of the refusal."""
    ready = threading.Barrier(AT_ONCE)

    def one(number: int) -> str:
        try:
            connection.ensure_connection()
            ready.wait(60)
            call(number)
        except KezhouError as problem:
            return problem.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    settings.FILES_ROOT = tmp_path
    forget()
    return World()


def acting(world: World) -> Ctx:
    """The person who may do everything, with rights read before the threads start."""
    from kezhou.platform.access.people import ctx_for_user

    return ctx_for_user(world.admin.user.id, world.clock)


def test_saved_views_of_a_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MAX_VIEWS", LIMIT)
    ctx, entity = acting(world), world.entity("notice")
    assert at_once(lambda n: views.save(ctx, entity, {"name": f"view {n}"})) == {
        "done": LIMIT, "too_many": AT_ONCE - LIMIT
    }  # fmt: skip
    assert SavedView.objects.count() == LIMIT
    # Another entity has its own; so has another person; and changing one of the three is no new one.
    views.save(ctx, world.entity("gadget"), {"name": "view"})
    first = SavedView.objects.filter(entity="notice").first()
    assert first is not None
    assert views.save(ctx, entity, {"name": "renamed"}, first).name == "renamed"


def test_one_view_of_a_person_is_the_default(world: World) -> None:
    ctx, entity = acting(world), world.entity("notice")
    assert at_once(lambda n: views.save(ctx, entity, {"name": f"view {n}", "is_default": True})) == {"done": AT_ONCE}
    assert SavedView.objects.filter(is_default=True).count() == 1


@pytest.mark.parametrize("there", [0, 97])
def test_custom_fields_of_an_entity(world: World, monkeypatch: pytest.MonkeyPatch, there: int) -> None:
    """Also for the very first ones, where no row exists that could be locked."""
    assert define.MAX_PER_ENTITY == 100
    if there:
        now = world.clock.now()
        CustomField.objects.bulk_create(
            CustomField(
                entity="notice", name=f"cf_old_{n}", label=f"Old {n}", type="text", created_at=now, updated_at=now
            )
            for n in range(there)
        )
    else:
        monkeypatch.setattr(define, "MAX_PER_ENTITY", LIMIT)
    ctx = acting(world)
    words = {"type": "text", "max_length": 20}
    answers = at_once(lambda n: define.create(ctx, "notice", {**words, "label": f"New {n}", "name": f"cf_new_{n}"}))
    assert answers == {"done": LIMIT, "too_many": AT_ONCE - LIMIT}
    assert CustomField.objects.filter(entity="notice").count() == there + LIMIT
    assert define.create(ctx, "gadget", {**words, "label": "Elsewhere"}).entity == "gadget"


def test_followed_records_of_a_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "MAX_FOLLOWED", LIMIT)
    records = [world.make("notice", {"text": f"n{n}"}, world.admin.user) for n in range(AT_ONCE)]
    ctx = acting(world)
    assert at_once(lambda n: follow.follow(ctx, "notice", records[n])) == {
        "done": LIMIT, "too_many_followed": AT_ONCE - LIMIT
    }  # fmt: skip
    followed = list(Follow.objects.values_list("record_id", flat=True))
    assert len(followed) == LIMIT
    follow.follow(ctx, "notice", followed[0])  # twice is once, also at the limit
    assert Follow.objects.count() == LIMIT


def test_the_same_record_followed_by_many_clicks_is_followed_once(world: World) -> None:
    record, ctx = world.make("notice", {"text": "n"}, world.admin.user), acting(world)
    assert at_once(lambda _n: follow.follow(ctx, "notice", record)) == {"done": AT_ONCE}
    assert Follow.objects.count() == 1


def test_exports_of_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MAX_PER_HOUR", LIMIT)
    ctx = acting(world)
    answers = at_once(lambda _n: exports.request(ctx, "notice", {"reason": "a race"}))
    assert answers == {"done": LIMIT, "too_many": AT_ONCE - LIMIT}
    assert ExportCall.objects.count() == LIMIT


def test_unfinished_imports_of_a_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MAX_OPEN", LIMIT)
    ctx = acting(world)
    answers = at_once(lambda n: runs.upload(ctx, "notice", f"list{n}.csv", [b"Text\nwords\n"]))
    assert answers == {"done": LIMIT, "too_many": AT_ONCE - LIMIT}
    assert ImportRun.objects.count() == LIMIT


def test_presets_of_a_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from kezhou.platform.exchange.imports import columns

    monkeypatch.setattr(columns, "MAX_PRESETS", LIMIT)
    ctx = acting(world)
    made = [runs.upload(ctx, "notice", f"list{n}.csv", [b"Text\nwords\n"]).id for n in range(AT_ONCE)]
    answers = at_once(lambda n: runs.change(ctx, made[n], {"preset_name": f"preset {n}"}))
    assert answers == {"done": LIMIT, "invalid": AT_ONCE - LIMIT}
    assert ImportPreset.objects.count() == LIMIT


def test_a_turn_outside_of_a_transaction_is_a_mistake_that_shows(world: World) -> None:
    with pytest.raises(RuntimeError):
        take_turns("nothing", 1)
