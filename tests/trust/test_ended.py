"""C01, C10, C18: what was open once is closed on every path when the reason for it ends: a share's last day, a place in
the team, an owner who gives the record up, a department that moves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kezhou.platform.access.explain import explain
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.files import store
from kezhou.platform.notify.comments import create_comment
from kezhou.platform.org import people
from kezhou.platform.pools import members, settings
from kezhou.platform.records import write

from .test_pool_words import content
from .world import ACTIONS, Caller, World

SECRET = "canary of a record that was open"
LEVELS = ("view", "create", "update", "export")


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    members.forget()


def day_is_over(world: World, owner: Caller, path: str) -> None:
    world.clock.moment += timedelta(days=1)


def is_let_out(world: World, owner: Caller, path: str) -> None:
    assert owner.delete(f"{path}/team/{world.people['asker'].id}").status_code == 204


def is_put_back(world: World, owner: Caller, path: str) -> None:
    pool = settings.create(world.ctx, {"entity": "customer", "name": "North", "members": []})
    assert owner.post(f"{path}/release", {"reason": "no", "pool": pool.id}).status_code == 200


def is_deleted(world: World, owner: Caller, path: str) -> None:
    write.delete(world.acting("stranger"), world.entity("customer"), int(path.rpartition("/")[2]))


ENDS: dict[str, Callable[[World, Caller, str], None]] = {
    "its last day": day_is_over, "let out": is_let_out, "put back": is_put_back, "deleted": is_deleted,
}  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
def test_c10_nothing_of_a_shared_record_is_read_when_the_share_ends(world: World, end: str) -> None:
    for name in ("asker", "stranger"):
        world.give(name, world.role(f"seller {name}", dict.fromkeys(ACTIONS, "own")))
    customer = world.record("stranger", name=SECRET, remarks=SECRET, mobile="13812341234")
    contact = world.record("stranger", "contact", customer=customer, name="Wang", remarks=SECRET)
    talk = world.record("stranger", "follow_up", customer=customer, content=SECRET)
    writer, path = world.acting("stranger"), f"customer/{customer}"
    create_comment(writer, "customer", customer, SECRET, lambda ids: ids)
    file = store.add_file(writer, "customer", customer, "a.txt", [SECRET.encode()]).id
    owner, caller = world.caller("stranger"), world.caller("asker")
    member = {"user": world.people["asker"].id, "write": True, "until": world.clock.now().date().isoformat()}
    assert owner.post(f"{path}/team", {"members": [member]}).status_code == 200
    assert caller.call("PUT", f"{path}/follow").status_code == 204

    paths = {
        "record": path, "contact": f"contact/{contact}", "talk": f"follow_up/{talk}", "file": f"files/{file}",
        "timeline": f"{path}/timeline", "comments": f"{path}/comments", "files": f"{path}/files",
        "contacts": f"{path}/related/contacts", "talks": f"{path}/related/follow_ups", "paper": f"{path}/print",
        "list": "customer?fields=name,remarks", "contact list": "contact?expand=customer&fields=name,remarks,customer",
        "talk list": "follow_up?fields=content,customer", "search": "search?q=canary", "today": "today", "home": "home",
        "followed": 'customer?filter={"field":"$followed","op":"eq","value":true}&fields=name',
    }  # fmt: skip

    def told() -> set[str]:
        return {name for name, at in paths.items() if SECRET in content(caller.get(at))}

    always = {"record", "contact", "talk", "file", "timeline", "comments", "talks", "list", "talk list"}
    assert told() >= always | {"contact list", "search", "followed"}
    ENDS[end](world, owner, path)
    assert told() == set()
    why = explain(ctx_for_user(world.people["asker"].id, world.clock), world.entity("customer"), customer)
    assert (why.allowed, [reason.code for reason in why.reasons if reason.answers]) == (False, [])
    gone = {name: caller.get(paths[name]).status_code for name in ("record", "contact", "talk", "file", "timeline")}
    assert set(gone.values()) == {404}, gone
    for verb, tail, body in (
        ("PATCH", "", {"remarks": "x"}), ("POST", "/comments", {"text": "x"}), ("POST", "/reveal", {"field": "mobile"}),
        ("POST", "/claim", {}), ("PUT", "/follow", None),
    ):  # fmt: skip
        answer = caller.call(verb, f"{path}{tail}", body, **{"If-Match": '"1"'})
        assert answer.status_code == 404, (verb, tail, answer.status_code)
    made = caller.post("contact", {"name": "New", "customer": customer})
    assert made.status_code in (404, 422), made.content


def test_c10_c11_a_chief_reads_what_the_department_owns_until_it_moves_away(world: World) -> None:
    """The file and the words of a report, too, are out of reach once the person belongs to another chief."""
    world.give("asker", world.role("chief", dict.fromkeys(LEVELS, "dept_tree")))
    customer = world.record("below", name=SECRET)
    file = store.add_file(world.acting("below"), "customer", customer, "a.txt", [SECRET.encode()]).id
    caller = world.caller("asker")
    people.move_user(world.ctx, world.people["asker"].id, world.departments["north"])
    assert content(caller.get(f"files/{file}")) == SECRET
    people.move_user(world.ctx, world.people["below"].id, world.departments["south"])
    assert [caller.get(at).status_code for at in (f"files/{file}", f"customer/{customer}")] == [404, 404]
    assert SECRET not in content(caller.get("search?q=canary"))
