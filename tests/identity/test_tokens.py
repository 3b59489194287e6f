"""API tokens: hashed, shown once, scoped, expiring, revocable (C20)."""

import pytest

from kezhou.http.auth.scopes import scope_grants
from kezhou.kernel.ctx import Grant, Grants
from kezhou.kernel.errors import Invalid, NotFound
from kezhou.platform.access.models import Role, RoleGrant, UserRole
from kezhou.platform.identity import tokens
from kezhou.platform.identity.models import ApiToken

from .conftest import later


@pytest.fixture
def issued(person, visitor, clock):
    """A person who may view and create everything, and a caller of theirs with a token of the given scopes."""
    user = person("lin")
    now = clock.now()
    role = Role.objects.create(name="销售", key="sales", admin=["org"], created_at=now, updated_at=now)
    RoleGrant.objects.create(role=role, entity="*", action="view", level="dept")
    RoleGrant.objects.create(role=role, entity="*", action="create", level="own")
    UserRole.objects.create(user=user, role=role)

    def make(*scopes, days=30):
        token, plain = tokens.issue(user, "erp", scopes, days, clock)
        window = visitor()
        return (
            token,
            plain,
            lambda method, path: window.call(method, path, headers={"Authorization": f"Bearer {plain}"}),
        )

    return make


def test_c20_only_a_digest_is_stored_and_the_plain_text_is_shown_once(person, visitor, events):
    person("lin")
    window = visitor()
    window.login("lin")

    answer = window.call("post", "auth/tokens", {"name": "erp", "scopes": ["read"], "days": 7})

    assert answer.status_code == 201
    plain = answer.json()["token"]
    stored = ApiToken.objects.get()
    assert plain.startswith(f"kz_{stored.prefix}_")
    assert len(bytes(stored.token_hash)) == 32
    assert plain.rsplit("_", 1)[-1].encode() not in bytes(stored.token_hash)
    listed = window.call("get", "auth/tokens")
    assert plain not in listed.content.decode()
    assert [item["name"] for item in listed.json()["items"]] == ["erp"]
    assert plain not in str(events)
    assert events[-1].action == "token_created"


def test_c20_a_token_ends_on_its_day(issued, clock):
    _token, _plain, call = issued("read", days=30)
    later(clock, days=29, hours=23)
    assert call("get", "probe").status_code == 200
    later(clock, hours=1)
    ended = call("get", "probe")
    assert (ended.status_code, ended.json()["code"]) == (401, "invalid_token")


def test_c20_revoked_by_its_owner_only(issued, person, visitor):
    token, _plain, call = issued("read")
    person("mei")
    owner, stranger = visitor(), visitor()
    owner.login("lin")
    stranger.login("mei")

    assert stranger.call("delete", f"auth/tokens/{token.id}").status_code == 404
    assert call("get", "probe").status_code == 200
    assert owner.call("delete", f"auth/tokens/{token.id}").status_code == 204
    assert call("get", "probe").status_code == 401


@pytest.mark.parametrize(
    ("scopes", "view", "create", "admin", "post"),
    [
        (["write"], ["dept"], ["own"], ["org"], 200),
        (["read"], ["dept"], ["none"], [], 403),
        (["customer:view"], ["none"], ["none"], [], 403),
        (["customer:create"], ["none"], ["none"], [], 200),
    ],
)
def test_c20_scopes_narrow_the_persons_rights(issued, scopes, view, create, admin, post):
    _token, _plain, call = issued(*scopes)
    seen = call("get", "probe").json()
    assert (seen["view"], seen["create"], seen["admin"]) == (view, create, admin)
    assert call("post", "probe").status_code == post


def test_c20_a_token_makes_no_tokens_and_ends_no_sessions(issued):
    _token, _plain, call = issued("write")
    for method, path in (
        ("delete", "auth/sessions/1"),
        ("delete", "auth/tokens/1"),
        ("post", "auth/logout"),
        ("post", "auth/totp"),
    ):
        refused = call(method, path)
        assert (refused.status_code, refused.json()["code"]) == (403, "session_required")
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer kz_", "Bearer kz_abc_def", "Basic bGluOng=", "Bearer " + "x" * 500, ""]
)
def test_a_wrong_authorization_is_refused_even_beside_a_good_cookie(person, visitor, header):
    person("lin")
    window = visitor()
    window.login("lin")
    assert window.call("get", "probe", headers={"Authorization": header}).status_code == 401


def test_last_use_is_written_once_a_minute(issued, clock):
    token, plain, _call = issued("read")
    for seconds, expected in ((0, 0), (59, 0), (1, 60)):
        later(clock, seconds=seconds)
        tokens.resolve(plain, clock.now())
        token.refresh_from_db()
        assert (token.last_used_at - token.created_at).total_seconds() == expected


@pytest.mark.parametrize(
    ("name", "scopes", "days", "path"),
    [
        ("", ["read"], 1, "name"),
        ("erp", [], 1, "scopes"),
        ("erp", ["root"], 1, "scopes.0"),
        ("erp", ["read", "customer:*"], 1, "scopes.1"),
        ("erp", ["read"], 0, "days"),
        ("erp", ["read"], 367, "days"),
    ],
)
def test_limits_of_a_token(person, clock, name, scopes, days, path):
    with pytest.raises(Invalid) as refused:
        tokens.issue(person("lin"), name, scopes, days, clock)
    assert [error.path for error in refused.value.errors] == [path]
    assert not ApiToken.objects.exists()


def test_narrowing_never_lets_a_wider_general_word_through():
    """A role that says `own` on customers and `all` on everything else must not reach all customers by losing a
    word."""
    own, everything = Grant("sales", "own"), Grant("sales", "all")
    grants = Grants(actions={"customer": {"update": (own,)}, "*": {"view": (everything,), "update": (everything,)}})

    narrowed = scope_grants(grants, ["read"])

    assert narrowed.actions["*"]["view"] == (everything,)
    assert narrowed.actions["*"]["update"] == (Grant("sales", "none"),)
    assert narrowed.actions["customer"]["update"] == (Grant("sales", "none"),)


def test_c06_a_named_scope_on_an_unknown_or_administrative_entity_opens_nothing():
    grants = Grants(actions={"*": {"view": (Grant("sales", "all"),)}}, admin=frozenset({"org"}))

    narrowed = scope_grants(grants, ["no_such_entity:view"])

    assert narrowed.actions == {"*": {"view": (Grant("sales", "none"),)}, "no_such_entity": {}}
    assert narrowed.admin == frozenset()


def test_a_token_for_the_command_line(person, visitor, clock):
    user = person("lin")
    plain = tokens.issue_by_name("LIN", clock)
    seen = visitor().call("get", "probe", headers={"Authorization": f"Bearer {plain}"})
    assert seen.json()["actor"] == user.id
    with pytest.raises(NotFound):
        tokens.issue_by_name("nobody", clock)
