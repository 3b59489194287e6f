"""The order of price rules, as pure functions: whatever is given in which order, the answer is one and explained."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kezhou.kernel.money import round_half_up
from kezhou.modules.catalog.price_policy.tiers import parse_tiers, write_tiers
from kezhou.modules.catalog.pricing.facts import Book, Buyer, Item, Policy, Priced, Reach, inside
from kezhou.modules.catalog.pricing.rules import price

ALL = Reach()
TODAY = date(2026, 11, 22)
BUYER = Buyer(7, "A", "440305", frozenset({7, 3}))
AMOUNTS = st.decimals(0, 1000, places=2)
PERCENTS = st.decimals(0, 100, places=2)
REACHES = st.builds(
    Reach,
    customer=st.sampled_from([None, None, 7, 8]),
    group=st.sampled_from([None, None, 3, 4]),
    level=st.sampled_from(["", "A", "B"]),
    region=st.sampled_from(["", "440000", "110000"]),
    valid_from=st.sampled_from([None, date(2026, 1, 1), date(2027, 1, 1)]),
    valid_until=st.sampled_from([None, date(2026, 12, 31), date(2026, 6, 30)]),
)


@st.composite
def policies(draw: st.DrawFn) -> list[Policy]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["fixed", "discount", "amount_off", "tier_price", "tier_discount"]))
        found.append(
            Policy(
                id=number + 1,
                name=f"policy {number + 1}",
                kind=kind,
                reach=draw(REACHES),
                priority=draw(st.sampled_from([10, 10, 20])),
                promotion=kind in ("discount", "amount_off") and draw(st.booleans()),
                product=draw(st.sampled_from([None, 1, 2])),
                category=None,
                min_quantity=draw(st.sampled_from([None, Decimal(5)])),
                price=draw(AMOUNTS),
                discount=draw(PERCENTS),
                amount_off=draw(AMOUNTS),
                tier_by=draw(st.sampled_from(["quantity", "amount"])),
                tiers=((Decimal(0), draw(PERCENTS)), (Decimal(10), draw(PERCENTS))),
            )
        )
    return found


ITEMS = st.builds(
    Item,
    product=st.just(1),
    quantity=st.decimals("0.5", 50, places=1),
    list_price=AMOUNTS,
    floor=st.none() | AMOUNTS,
    categories=st.just((9,)),
    factor=st.sampled_from([Decimal(1), Decimal(24)]),
    asked=st.none() | AMOUNTS,
)


def asked(item: Item, of: list[Policy], books: list[Book] | None = None, most: Decimal | None = None) -> Priced:
    return price(item, BUYER, TODAY, "CNY", books or [], of, most)


@settings(max_examples=200, deadline=None)
@given(ITEMS, policies(), st.randoms(use_true_random=False))
def test_the_order_in_which_policies_come_changes_nothing(item: Item, of: list[Policy], chance: st.DataObject) -> None:
    shuffled = list(of)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert asked(item, of) == asked(item, shuffled)


@settings(max_examples=200, deadline=None)
@given(ITEMS, policies(), st.none() | PERCENTS)
def test_below_the_floor_nothing_is_answered_without_the_mark(
    item: Item, of: list[Policy], most: Decimal | None
) -> None:
    answer = asked(item, of, most=most)
    assert answer.unit_price is not None
    assert answer.unit_price >= 0
    assert answer.unit_price == round_half_up(answer.unit_price, 6)
    wanted = answer.unit_price if item.asked is None else item.asked
    if answer.floor is not None and wanted < answer.floor:
        assert answer.needs_approval
        assert "below_floor" in answer.reasons
    elif item.asked is None:
        assert not answer.needs_approval


@settings(max_examples=200, deadline=None)
@given(ITEMS, policies())
def test_at_most_one_policy_wins_and_every_one_of_the_product_is_told(item: Item, of: list[Policy]) -> None:
    steps = asked(item, of).steps
    assert sum(step.kind == "policy" and step.outcome == "applied" for step in steps) <= 1
    told = [step.id for step in steps if step.kind in ("policy", "promotion")]
    assert sorted(told) == sorted(one.id for one in of if one.product in (None, 1))


def test_ties_go_to_priority_then_the_particular_customer_then_the_near_product_then_the_older() -> None:
    item = Item(1, Decimal(1), Decimal(100), categories=(9, 8))

    def winner(*of: Policy) -> str:
        return next(step.name for step in asked(item, list(of)).steps if step.outcome == "applied" and step.id)

    def policy(id_: int, reach: Reach = ALL, priority: int = 100, **words: int) -> Policy:
        return Policy(id_, f"p{id_}", "discount", reach, priority, discount=Decimal(10), **words)  # type: ignore[arg-type]

    assert winner(policy(1), policy(2, priority=50)) == "p2"
    assert winner(policy(1, Reach(level="A")), policy(2, Reach(group=3)), policy(3, Reach(customer=7))) == "p3"
    assert winner(policy(1, Reach(region="440000")), policy(2, Reach(level="A"))) == "p2"
    assert winner(policy(1), policy(2, category=8), policy(3, category=9), policy(4, product=1)) == "p4"
    assert winner(policy(1), policy(2, category=8), policy(3, category=9)) == "p3"
    assert winner(policy(2), policy(1)) == "p1"


def test_a_promotion_comes_on_top_and_steps_are_rounded_to_six_digits() -> None:
    of = [
        Policy(1, "level A", "discount", discount=Decimal("33.33")),
        Policy(2, "autumn", "amount_off", promotion=True, amount_off=Decimal("0.5")),
        Policy(3, "loses", "fixed", priority=200, price=Decimal(1)),
    ]
    answer = asked(Item(1, Decimal(3), Decimal("9.99")), of)
    assert answer.unit_price == Decimal("6.160333")
    assert [(s.kind, s.outcome, s.code, s.price) for s in answer.steps] == [
        ("base", "applied", "list", Decimal("9.990000")),
        ("policy", "applied", "discount", Decimal("6.660333")),
        ("policy", "lost", "lost_to", None),
        ("promotion", "applied", "amount_off", Decimal("6.160333")),
    ]


def test_books_answer_by_how_particular_they_are_and_by_quantity() -> None:
    every = Book(1, "all", Reach(), 1, {1: [(Decimal(0), Decimal(90)), (Decimal(10), Decimal(80))]})
    own = Book(2, "own", Reach(customer=7), 100, {1: [(Decimal(5), Decimal(70))]})
    assert asked(Item(1, Decimal(1), Decimal(100)), [], [every, own]).unit_price == Decimal(90)
    assert asked(Item(1, Decimal(5), Decimal(100)), [], [every, own]).unit_price == Decimal(70)
    assert asked(Item(1, Decimal(10), Decimal(100)), [], [every]).unit_price == Decimal(80)
    codes = [(s.name, s.outcome, s.code) for s in asked(Item(1, Decimal(5), Decimal(100)), [], [every, own]).steps]
    assert codes == [("own", "applied", "book"), ("all", "lost", "lost_to_book")]


def test_units_multiply_and_the_quantity_of_steps_is_in_base_units() -> None:
    of = [Policy(1, "by boxes", "tier_discount", tiers=parse_tiers("24:10"))]
    answer = asked(Item(1, Decimal(1), Decimal(2), floor=Decimal(1), factor=Decimal(24)), of)
    assert (answer.unit_price, answer.list_price, answer.floor) == (Decimal("43.2"), Decimal(48), Decimal(24))


def test_authority_and_floor_of_what_the_seller_asks() -> None:
    item = Item(1, Decimal(1), Decimal(100), floor=Decimal(80), asked=Decimal(85))
    assert asked(item, [], most=Decimal(20)).needs_approval is False
    assert asked(item, [], most=Decimal(10)).reasons == ["beyond_authority"]
    low = Item(1, Decimal(1), Decimal(100), floor=Decimal(80), asked=Decimal(79))
    assert asked(low, [], most=Decimal(10)).reasons == ["below_floor", "beyond_authority"]
    assert asked(low, [], most=None).reasons == ["below_floor"]


def test_no_price_in_the_currency_is_said() -> None:
    answer = asked(Item(1, Decimal(1), None), [Policy(1, "x", "fixed", price=Decimal(5))])
    assert (answer.unit_price, [step.code for step in answer.steps]) == (None, ["no_price"])


def test_steps_are_read_and_written_back() -> None:
    assert write_tiers(parse_tiers(" 10 : 5.50 ；100：8 ")) == "10:5.5;100:8"
    assert inside("440300", "440305")
    assert not inside("440300", "440105")
    assert inside("440000", "440105")
