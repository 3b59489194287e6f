"""C01, C23: comments, files and other things that hang on a record follow the record; markup is stored as text."""

import pytest

from .fingerprint import fingerprint
from .world import ACTIONS, World

PAYLOADS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)",
    "<svg/onload=alert(1)>", "{{7*7}}${7*7}",
    "\"><iframe srcdoc='<script>alert(1)</script>'>", "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
)  # fmt: skip


def test_c01_ones_own_comment_is_out_of_reach_with_its_record(world: World) -> None:
    """Whoever lost a record has lost what hangs on it, one's own words included (9.11)."""
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    id_, caller = world.record("asker"), world.caller("asker")
    comment = caller.post(f"customer/{id_}/comments", {"text": "well"}).json()["id"]
    world.give("colleague", world.role("boss", dict.fromkeys(ACTIONS, "all")))
    assert world.caller("colleague").patch(f"customer/{id_}", {"owner": world.people["stranger"].id}).status_code == 200
    before = fingerprint()
    assert caller.call("PATCH", f"comments/{comment}", {"text": "changed"}).status_code == 404
    assert caller.call("DELETE", f"comments/{comment}").status_code == 404
    assert fingerprint() == before


def test_c01_a_comment_is_its_authors_only(world: World) -> None:
    role = world.role("all", dict.fromkeys(ACTIONS, "all"))
    for who in ("asker", "colleague"):
        world.give(who, role)
    id_ = world.record("asker")
    comment = world.caller("asker").post(f"customer/{id_}/comments", {"text": "well"}).json()["id"]
    other, before = world.caller("colleague"), fingerprint()
    assert other.call("PATCH", f"comments/{comment}", {"text": "changed"}).status_code in (403, 404)
    assert other.call("DELETE", f"comments/{comment}").status_code in (403, 404)
    assert fingerprint() == before


@pytest.mark.parametrize("key", ["user", "department", "position", "role"])
def test_c01_what_an_entity_switched_off_is_off(world: World, key: str) -> None:
    """`Features(comments=False, files=False)`: an ordinary person cannot write on the staff list."""
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    ids = {"user": world.people["asker"].id, "department": world.departments["head"], "position": 1, "role": 1}
    caller, before = world.caller("asker"), fingerprint()
    answer = caller.post(f"{key}/{ids[key]}/comments", {"text": "well"})
    assert answer.status_code in (403, 404, 405), answer.content
    assert fingerprint() == before


def test_c23_markup_is_kept_as_the_text_it_is_and_answered_as_json(world: World) -> None:
    """The browser's part — that nothing of it runs — is shown by the end-to-end tests."""
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    caller = world.caller("asker")
    for payload in PAYLOADS:
        made = caller.post("customer", {"name": payload, "remarks": payload, "tags": [payload[:40]]})
        assert made.status_code == 201, made.content
        assert made["Content-Type"] == "application/json"
        assert (made.json()["name"], made.json()["remarks"]) == (payload, payload)
        id_ = made.json()["id"]
        caller.post(f"customer/{id_}/comments", {"text": payload})
        for path in (f"customer/{id_}", f"customer/{id_}/timeline", f"customer/{id_}/comments", "customer?limit=9"):
            answer = caller.get(path)
            assert answer["Content-Type"].startswith("application/json")
            assert answer["X-Content-Type-Options"] == "nosniff"
        website = caller.post("customer", {"name": "x", "website": payload})
        assert website.status_code == 422  # an address is http or https and nothing else


def test_c23_rich_text_keeps_only_harmless_markup(world: World) -> None:
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    caller = world.caller("asker")
    for payload in PAYLOADS[:4] + PAYLOADS[5:]:
        page = f"<p>plain <b>bold</b></p>{payload}"
        made = caller.post("gadget", {**world.sample("asker", "gadget"), "leaflet": page})
        assert made.status_code == 201, made.content
        kept = made.json()["leaflet"].lower()
        assert "bold" in kept
        for word in ("<script", "onerror", "onload", "<iframe", "<svg", 'href="jav'):
            assert word not in kept, (payload, kept)
