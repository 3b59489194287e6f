"""What holds when many calls arrive at once: guesses, codes, limits, decisions."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from django.db import connection

from kezhou.kernel.errors import Conflict, TooMany
from kezhou.platform.identity import accounts, hashing, limits, totp
from kezhou.platform.identity.models import LoginAttempt, Session
from kezhou.platform.org import people
from kezhou.platform.org.models import User

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def at_once(times: int, call: Callable[[], object]) -> Counter[object]:
    """Run `call` from several threads, each with a database connection of its own; count the answers."""

    def one(_number: int) -> object:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(one, range(times)))


@pytest.fixture
def lin(ctx):
    return people.create_user(ctx, username="lin", name="林", password=hashing.hash_password("tango-velvet-orbit"))


def test_c15_guesses_in_parallel_are_locked_after_five(lin, visitor):
    answers = at_once(24, lambda: visitor().login("lin", "wrong-Wrong-wrong-1").status_code)

    assert answers == {401: 5, 429: 19}
    assert LoginAttempt.objects.filter(ok=False).count() == 5
    assert not Session.objects.exists()


def test_right_passwords_in_parallel_all_enter(lin, visitor):
    answers = at_once(12, lambda: visitor().login("lin", "tango-velvet-orbit").status_code)

    assert answers == {200: 12}
    assert Session.objects.count() == 12


def test_c16_one_code_opens_once_in_parallel(lin, ctx, clock):
    secret, _uri = totp.begin(ctx, lin.id)
    lin.refresh_from_db()
    code = pyotp.TOTP(secret).at(clock.now())

    answers = at_once(THREADS, lambda: totp.use_code(User.objects.get(id=lin.id), code, clock.now()))

    assert answers == {True: 1, False: THREADS - 1}


def test_c35_a_limit_counts_exactly_in_parallel(db, clock):
    def call() -> str:
        try:
            limits.hit("reveal:1", 10, 3600, clock.now())
        except TooMany:
            return "refused"
        return "passed"

    assert at_once(40, call) == {"passed": 10, "refused": 30}


def test_an_application_is_decided_once(lin, ctx):
    User.objects.update(status="applied")

    def decide(step: Callable[..., None]) -> str:
        try:
            step(ctx, lin.id)
        except Conflict:
            return "too late"
        return "decided"

    answers = at_once(THREADS, lambda: decide(accounts.approve)) + at_once(1, lambda: decide(accounts.reject))

    assert answers == {"decided": 1, "too late": THREADS}
    assert User.objects.get().status == "active"
