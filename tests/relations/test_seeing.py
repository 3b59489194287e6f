"""Who learns what: panel, graph, path, hints, group, decision tree. What one may not see has no name and no number, and
does not change any answer but by being unnamed."""

import json
from typing import Any

import pytest

from kezhou.platform.customfields import define
from kezhou.platform.records import write
from tests.contract.world import forget

from .conftest import Office

C, K = "customer", "contact"


def ask(office: Office, who: str, path: str, **words: Any) -> Any:
    answer = office.api(who).get(path, **words)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_both_ends_show_a_relation_named_from_their_side(office: Office) -> None:
    a, b = office.customer("Seller"), office.customer("Buyer")
    office.related("supplier", a, b, note="since the fair", strength="4", since="2025-01-01", until="2026-01-01")

    (at_a,) = ask(office, "head", "relations", entity=C, id=a)["items"]
    (at_b,) = ask(office, "head", "relations", entity=C, id=b)["items"]

    assert (at_a["type"]["name"], at_a["other"]["title"], at_a["is_first"]) == ("Buyer", "Buyer", True)
    assert (at_b["type"]["name"], at_b["other"]["title"], at_b["is_first"]) == ("Supplier", "Seller", False)
    assert (at_b["note"], at_b["strength"], at_b["ended"]) == ("since the fair", "4", True)
    assert at_b["can"] == {"update": True, "delete": True}


def test_an_end_beyond_the_view_has_neither_name_nor_number(office: Office) -> None:
    mine, secret = office.customer("Mine"), office.customer("Top secret", owner="bob")
    office.related("partner", mine, secret, note="about Top secret", strength="5")

    answer = ask(office, "ann", "relations", entity=C, id=mine)

    (item,) = answer["items"]
    assert item["other"] == {"kind": C, "hidden": True}
    assert set(item) == {"type", "is_first", "ended", "other", "since", "until"}
    assert "secret" not in json.dumps(answer).lower()
    assert str(secret) not in json.dumps([item["other"]])


def test_who_may_not_see_the_subject_gets_404_and_who_may_see_no_relations_gets_none(office: Office) -> None:
    mine, foreign = office.customer("Mine"), office.customer("Foreign", owner="bob")
    office.related("partner", mine, foreign)
    for path in ("relations", "graph", "graph/hints"):
        assert office.api("ann").get(path, entity=C, id=foreign).status_code == 404
        assert office.api("ann").get(path, entity="user", id=1).status_code == 400
    for path in ("group-tree", "decision-tree", "key-accounts/card"):
        assert office.api("ann").get(path, customer=foreign).status_code == 404
    assert office.api("ann").get("graph/path", to_entity=C, to_id=foreign).status_code == 404
    assert (
        office.api("ann").get("graph/path", from_entity=C, from_id=foreign, to_entity=C, to_id=mine).status_code == 404
    )
    blind = office.world.person("blind", office.world.east)
    office.world.give(blind, {C: {"view": "all"}})
    told = office.world.api(blind).get("relations", entity=C, id=mine).json()
    assert (told["items"], told["work"], told["can"]) == ([], [], {"create": False})
    nodes = office.world.api(blind).get("graph", entity=C, id=mine, depth=3).json()["nodes"]
    assert [node["title"] for node in nodes] == ["Mine"]


def web_of_both(office: Office) -> dict[str, int]:
    """Ann's and Bob's parties, related across."""
    ids = {"hub": office.customer("Hub"), "left": office.customer("Left"), "far": office.customer("Far")}
    ids["person"] = office.contact("Person", ids["hub"])
    ids["hidden"] = office.customer("Hidden", owner="bob")
    ids["hidden person"] = office.contact("Hidden person", ids["hidden"], owner="bob")
    office.related("partner", ids["hub"], ids["left"])
    office.related("supplier", ids["left"], ids["far"])
    office.related("partner", ids["hub"], ids["hidden"])
    office.related("affiliate", ids["hidden"], ids["far"])
    assert office.relate("friend", (K, ids["person"]), (K, ids["hidden person"])).status_code == 201
    return ids


def test_the_graph_walks_within_the_view_only(office: Office) -> None:
    ids = web_of_both(office)

    ann = ask(office, "ann", "graph", entity=C, id=ids["hub"], depth=3)
    head = ask(office, "head", "graph", entity=C, id=ids["hub"], depth=2)

    assert {(n["title"], n["depth"]) for n in ann["nodes"]} == {("Hub", 0), ("Person", 1), ("Left", 1), ("Far", 2)}
    assert {(e["source"], e["target"], e["label"]) for e in ann["edges"]} == {
        (f"customer:{ids['hub']}", f"customer:{ids['left']}", "Partner"),
        (f"customer:{ids['left']}", f"customer:{ids['far']}", "Supplier"),
        (f"customer:{ids['hub']}", f"contact:{ids['person']}", "Company"),
    }
    assert {n["title"] for n in head["nodes"]} == {"Hub", "Person", "Left", "Far", "Hidden", "Hidden person"}


def test_the_graph_obeys_depth_types_and_bad_words(office: Office) -> None:
    ids = web_of_both(office)
    supplier = office.kind("supplier")

    near = ask(office, "head", "graph", entity=C, id=ids["left"])
    only = ask(office, "head", "graph", entity=C, id=ids["left"], depth=2, types=f"{supplier}")

    assert {n["title"] for n in near["nodes"]} == {"Left", "Hub", "Far"}
    assert {n["title"] for n in only["nodes"]} == {"Left", "Far"}
    api = office.api("head")
    for words in ({"depth": 4}, {"depth": 0}, {"types": "nonsense"}, {"types": "999999"}):
        assert api.get("graph", entity=C, id=ids["left"], **words).status_code == 400, words
    assert api.get("graph", entity=C).status_code == 422
    assert api.get("graph", entity=C, id=ids["left"], nonsense=1).status_code == 422


def test_the_graph_is_bounded_and_says_so(office: Office) -> None:
    hub = office.customer("Hub")
    many = [{"name": f"P{at}", "customer": hub, "owner": office.people["ann"].id} for at in range(230)]
    write.create_many(office.world.system, office.world.entity(K), many)

    answer = ask(office, "ann", "graph", entity=C, id=hub)

    assert (len(answer["nodes"]), answer["truncated"]) == (answer["limit"], True)


QUESTIONS = (
    ("relations", {"entity": C, "id": "hub"}),
    ("graph", {"entity": C, "id": "hub", "depth": 3}),
    ("graph", {"entity": K, "id": "person", "depth": 2}),
    ("graph/path", {"from_entity": C, "from_id": "hub", "to_entity": C, "to_id": "far"}),
    ("graph/path", {"to_entity": C, "to_id": "far"}),
    ("graph/hints", {"entity": C, "id": "hub"}),
    ("group-tree", {"customer": "hub"}),
    ("decision-tree", {"customer": "hub"}),
    ("key-accounts/waiting", {}),
)


def answers(office: Office, ids: dict[str, int]) -> list[bytes]:
    found = []
    for path, words in QUESTIONS:
        response = office.api("ann").get(
            path, **{k: ids.get(v, v) if isinstance(v, str) else v for k, v in words.items()}
        )
        assert response.status_code == 200, response.content
        found.append(response.content)
    return found


def test_c08_rows_beyond_the_view_change_no_answer(office: Office) -> None:
    """Everything that could disturb: the same number, domain and address, group members, a stale card, short cuts."""
    same = {"mobile": "13800001234", "email": "a@kunlun-steel.cn", "address": "上海市浦东新区张江路88号"}
    ids = {"hub": office.customer("Hub", level="B", **same)}
    ids["left"], ids["far"] = office.customer("Left", parent=ids["hub"]), office.customer("Far")
    ids["person"] = office.contact("Person", ids["hub"], mobile="13900001111")
    office.related("partner", ids["hub"], ids["left"])
    office.related("supplier", ids["left"], ids["far"])
    office.api("ann").post("decision_seat", {"customer": ids["hub"], "contact": ids["person"]})
    before = answers(office, ids)

    other = office.customer("Hidden", owner="bob", parent=ids["hub"], level="A", **same)
    person = office.contact("Hidden person", other, owner="bob", mobile="13900001111", email="b@kunlun-steel.cn")
    office.related("partner", other, ids["far"])
    office.related("affiliate", other, ids["left"])
    office.relate("friend", (K, person), (K, office.contact("Another", other, owner="bob")))
    office.world.make("key_account", {"customer": other, "next_review_on": "2020-01-01"}, office.people["bob"])
    after = answers(office, ids)

    for (path, _words), was, now in zip(QUESTIONS, before, after, strict=True):
        assert now == was, path


def test_the_generic_door_names_no_party_beyond_the_view(office: Office) -> None:
    """A relation that one recorded stays one's own record; a party that was given away has no title there."""
    mine, other = office.customer("Mine"), office.customer("Given away")
    made = office.relate("partner", (C, mine), (C, other), who="ann").json()["id"]
    write.update(office.world.system, office.world.entity(C), other, {"owner": office.people["bob"].id})

    record = ask(office, "ann", f"relation/{made}")

    assert (record["from_customer"]["title"], record["to_customer"]["title"]) == ("Mine", None)
    assert "Given away" not in office.api("ann").get(f"relation/{made}/timeline").content.decode()


def test_a_relation_cannot_be_made_with_a_party_that_one_cannot_see(office: Office) -> None:
    mine, foreign = office.customer("Mine"), office.customer("Foreign", owner="bob")

    answer = office.relate("partner", (C, mine), (C, foreign), who="ann")

    assert answer.status_code == 422
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [("to_customer", "no_such_record")]
    assert ask(office, "head", "relations", entity=C, id=mine)["items"] == []


def titles(way: list[dict[str, Any]]) -> list[str]:
    return [step["title"] for step in way]


def test_the_shortest_way_goes_over_strong_lines(office: Office) -> None:
    a, b, weak, strong = (office.customer(name) for name in ("A", "B", "Weak", "Strong"))
    for middle, strength in ((weak, "1"), (strong, "5")):
        office.related("partner", a, middle, strength=strength)
        office.related("supplier", middle, b, strength=strength)

    paths = ask(office, "head", "graph/path", from_entity=C, from_id=a, to_entity=C, to_id=b)["paths"]

    assert [titles(way) for way in paths] == [["A", "Strong", "B"], ["A", "Weak", "B"]]
    assert [step.get("via", {}).get("label") for step in paths[0]] == [None, "Partner", "Buyer"]


def test_the_way_does_not_lead_through_what_has_ended_or_is_hidden(office: Office) -> None:
    a, b, old, hidden = (
        office.customer("A"),
        office.customer("B"),
        office.customer("Old"),
        office.customer("Hidden", "bob"),
    )
    for middle, words in ((old, {"until": "2026-11-21"}), (hidden, {})):
        office.related("partner", a, middle, **words)
        office.related("partner", middle, b, **words)

    assert ask(office, "ann", "graph/path", from_entity=C, from_id=a, to_entity=C, to_id=b)["paths"] == []
    paths = ask(office, "head", "graph/path", from_entity=C, from_id=a, to_entity=C, to_id=b)["paths"]
    assert [titles(way) for way in paths] == [["A", "Hidden", "B"]]
    same = office.api("ann").get("graph/path", from_entity=C, from_id=a, to_entity=C, to_id=a)
    assert (same.status_code, same.json()["code"]) == (400, "same_party")


def test_from_me_over_the_colleague_who_knows_somebody_there(office: Office) -> None:
    """The head asks for a way to a customer of Bob's: Bob is responsible for it."""
    target = office.customer("Target", owner="bob")

    (way, *_others) = ask(office, "head", "graph/path", to_entity=C, to_id=target)["paths"]

    assert titles(way) == ["Head", "Bob", "Target"]
    assert [step.get("via", {}).get("key") for step in way] == [None, "colleague", "owner"]


def test_from_me_over_my_own_customer_is_shorter(office: Office) -> None:
    mine, target = office.customer("Mine", owner="head"), office.customer("Target", owner="bob")
    office.related("introducer", mine, target, strength="5")

    ways = [titles(way) for way in ask(office, "head", "graph/path", to_entity=C, to_id=target)["paths"]]

    assert ways[0] == ["Head", "Bob", "Target"]
    assert ["Head", "Mine", "Target"] in ways


def test_hints_name_what_two_companies_share(office: Office) -> None:
    a = office.customer("A", phone="021-68880000", address="上海市 浦东新区 张江路88号")
    person = office.contact("Ada", a, mobile="13900001111", email="ada@kunlun-steel.cn")
    b = office.customer("B", address="上海市浦东新区张江路88号")
    office.contact("Ben", b, mobile="13900001111")
    office.contact("Cai", office.customer("C"), email="cai@kunlun-steel.cn")
    office.contact("Free", office.customer("D"), email="x@163.com")
    office.contact("Same company", a, phone="021-68880000")

    items = ask(office, "ann", "graph/hints", entity=C, id=a)["items"]

    assert {(i["kind"], i["own"]["title"], i["other"]["title"], i.get("value")) for i in items} == {
        ("same_phone", "Ada", "Ben", None),
        ("same_domain", "Ada", "Cai", "kunlun-steel.cn"),
        ("same_address", "A", "B", None),
    }
    from_person = ask(office, "ann", "graph/hints", entity=K, id=person)["items"]
    assert {i["kind"] for i in from_person} == {"same_phone", "same_domain"}
    assert {i["company"]["title"] for i in from_person} == {"B", "C"}


def test_a_hidden_field_plays_no_part_in_hints(office: Office) -> None:
    a, b = office.customer("A", mobile="13900001111"), office.customer("B", mobile="13900001111")
    full = ask(office, "head", "graph/hints", entity=C, id=a)["items"]
    assert [(i["kind"], i["other"]["id"]) for i in full] == [("same_phone", b)]
    blind = office.world.person("blind", office.world.east)
    office.world.give(blind, {C: {"view": "all"}}, {C: {"mobile": ("hidden", False)}})
    assert office.world.api(blind).get("graph/hints", entity=C, id=a).json()["items"] == []


@pytest.mark.parametrize("who", ["ann", "head"])
def test_the_group_tree_shows_what_hangs_together_and_sums_what_one_sees(office: Office, who: str) -> None:
    money = {"registered_capital": {"amount": "100.00", "currency": "CNY"}}
    top = office.customer("Top", owner="ann", level="A", **money)
    middle = office.customer("Middle", owner="bob", parent=top, level="A", **money)
    leaf = office.customer("Leaf", owner="ann", parent=middle, level="B", **money)
    office.customer("Side", owner="bob", parent=top, level="C", **money)

    root = ask(office, who, "group-tree", customer=leaf)["root"]

    if who == "head":
        assert [child["title"] for child in root["children"]] == ["Middle", "Side"]
        assert root["sums"] == {
            "count": 4,
            "level": {"A": 2, "B": 1, "C": 1},
            "status": {"potential": 4},
            "amount": "400.00",
        }
        return
    (hidden,) = root["children"]
    assert set(hidden) == {"hidden", "title", "sums", "children"}
    assert hidden["title"] == "A customer that you may not see"
    assert (hidden["children"][0]["title"], hidden["children"][0]["self"]) == ("Leaf", True)
    assert root["sums"] == {"count": 2, "level": {"A": 1, "B": 1}, "status": {"potential": 2}, "amount": "200.00"}


def test_the_group_sums_what_the_reader_chooses_and_may_see(office: Office) -> None:
    staff = define.create(office.world.system, C, {"label": "人数", "label_en": "Staff", "type": "integer"}).name
    forget()
    money = {"registered_capital": {"amount": "100.00", "currency": "CNY"}}
    top = office.customer("Top", owner="ann", **{staff: 5}, **money)
    office.customer("Middle", owner="bob", parent=top, **{staff: 7}, **money)

    def asked(who: str, **words: Any) -> dict[str, Any]:
        return dict(ask(office, who, "group-tree", customer=top, **words))

    found = asked("head", measure=staff)
    assert (found["measure"], found["root"]["sums"]["amount"]) == (staff, "12")
    assert [(m["name"], m["label"]) for m in found["measures"]] == [
        ("registered_capital", "Registered capital"), (staff, "Staff")
    ]  # fmt: skip
    assert asked("ann", measure=staff)["root"]["sums"]["amount"] == "5"
    assert asked("head")["root"]["sums"]["amount"] == "200.00"
    answer = office.world.api(office.people["ann"]).get("group-tree", customer=top, measure="name")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "measure")
    blind = office.world.person("blind", office.world.east)
    office.world.give(blind, {C: {"view": "all"}}, {C: {"registered_capital": ("hidden", False)}})
    assert asked_by(office, blind, top)["measures"] == [{"name": staff, "label": "Staff", "type": "integer"}]


def asked_by(office: Office, person: Any, customer: int) -> dict[str, Any]:
    return dict(office.world.api(person).get("group-tree", customer=customer).json())


def test_the_group_tree_has_no_limit_of_depth(office: Office) -> None:
    last = office.customer("N0")
    for at in range(1, 120):
        last = office.customer(f"N{at}", parent=last)

    node, depth = ask(office, "ann", "group-tree", customer=last)["root"], 1
    assert node["sums"]["count"] == 120
    while node["children"]:
        (node,) = node["children"]
        depth += 1

    assert (depth, node["title"], node["self"]) == (120, "N119", True)


def test_the_decision_tree_keeps_the_place_of_a_contact_that_one_cannot_see(office: Office) -> None:
    customer = office.customer("A")
    boss, worker, loose = (office.contact(name, customer) for name in ("Boss", "Worker", "Loose"))
    api = office.api("ann")
    api.post(
        "decision_seat",
        {"customer": customer, "contact": boss, "role": "decider", "attitude": "opposes", "influence": "5"},
    )
    api.post("decision_seat", {"customer": customer, "contact": worker, "reports_to": boss})
    reader = office.world.person("reader", office.world.east)
    office.world.give(reader, {C: {"view": "all"}, "decision_seat": {"view": "all"}, K: {"view": "own"}})

    tree = ask(office, "ann", "decision-tree", customer=customer)
    blind = office.world.api(reader).get("decision-tree", customer=customer).json()

    first, second = tree["seats"]
    assert (first["contact"]["name"], first["attitude"], first["influence"], first["above"]) == (
        "Boss",
        "opposes",
        "5",
        None,
    )
    assert (second["contact"]["name"], second["above"], second["can"]) == (
        "Worker",
        first["id"],
        {"update": True, "delete": True},
    )
    assert [contact["name"] for contact in tree["loose"]] == ["Loose"]
    assert [set(seat) for seat in blind["seats"]] == [{"id", "above", "contact", "can"}] * 2
    assert blind["loose"] == []
    assert all(str(id_) not in json.dumps([s["contact"] for s in blind["seats"]]) for id_ in (boss, worker, loose))


def test_a_contact_stands_with_many_companies_on_both_sides(office: Office) -> None:
    a, b = office.customer("A"), office.customer("B")
    person = office.contact("Ada", a)
    made = office.api("ann").post("contact_customer", {"contact": person, "customer": b, "title": "Adviser"})
    assert made.status_code == 201, made.content

    of_person = ask(office, "ann", "relations", entity=K, id=person)["work"]
    of_b = ask(office, "ann", "relations", entity=C, id=b)["work"]

    assert [(w["other"]["title"], w["primary"], w["title"]) for w in of_person] == [
        ("A", True, ""),
        ("B", False, "Adviser"),
    ]
    assert [(w["other"]["title"], w["title"], w["can"]["delete"]) for w in of_b] == [("Ada", "Adviser", True)]
    assert [c["name"] for c in ask(office, "ann", "decision-tree", customer=b)["loose"]] == ["Ada"]
