"""C07: which calls exist, who may reach them without signing in, and what unsafe calls ask for."""

import re

import pytest
from django.urls import Resolver404, URLResolver

from kezhou.http import urls
from kezhou.http.addresses import AddressBook
from kezhou.http.api import PREFIX

from .fingerprint import fingerprint
from .routes import Route, api_routes, other_patterns, public
from .world import World

SAFE = ("GET", "HEAD", "OPTIONS")
NONSENSE = {"nonsense": True}


def private() -> list[Route]:
    return [route for route in api_routes() if str(route) not in public()]


def test_c07_the_public_list_names_only_what_exists() -> None:
    known = {str(route) for route in api_routes()} | set(other_patterns())
    assert public() - known == set()
    assert set(other_patterns()) - public() == set()


def test_c07_a_stranger_gets_401_from_every_other_route_and_changes_nothing(world: World) -> None:
    stranger, before = world.stranger(), fingerprint()
    answers = {}
    for route in private():
        body = None if route.method in SAFE else NONSENSE
        for path in (route.filled(entity="customer", key="customer"), route.filled(entity="nothing", key="nothing")):
            response = stranger.call(route.method, path, body, **{"If-Match": '"1"'})
            answers[f"{route.method} {path}"] = (response.status_code, response.json().get("code"))
    assert {call: got for call, got in answers.items() if got != (401, "unauthorized")} == {}
    assert len(answers) > 60
    assert fingerprint() == before


@pytest.mark.parametrize("credential", ["Bearer kz_aaaaaaaa_" + "a" * 43, "Bearer", "Basic YTph", "Bearer \u00e4", "x"])
def test_c07_a_wrong_credential_is_no_better_than_none(world: World, credential: str) -> None:
    stranger = world.stranger()
    for route in private():
        response = stranger.call(
            route.method, route.filled(entity="customer", key="customer"), Authorization=credential
        )
        assert response.status_code == 401, route
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_c07_a_disabled_persons_token_is_no_token(world: World) -> None:
    gone = world.caller("colleague")
    type(gone.user).objects.filter(username="colleague").update(status="disabled")
    for route in private():
        response = gone.call(route.method, route.filled(entity="customer", key="customer"))
        assert response.status_code == 401, route


def test_c07_nothing_else_of_the_process_answers_below_the_api(world: World) -> None:
    """Old versions, debugging, schemas, administration: none of it is there, whoever asks."""
    caller = world.caller("asker")
    for path in ("docs", "openapi.json", "schema", "admin", "debug", "v0/me", "api/me", "console"):
        response = caller.get(path)
        assert response.status_code in (404, 405), path
    for path in ("/api/v2/me", "/api/", "/api", "/api/v1", "/api/v1/"):
        assert caller.get(path).status_code == 404, path


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "TRACE", "PROPFIND"])
def test_c07_a_path_refuses_methods_that_it_does_not_have(world: World, method: str) -> None:
    caller, before = world.caller("asker"), fingerprint()
    by_path: dict[str, set[str]] = {}
    for route in api_routes():
        by_path.setdefault(route.path, set()).add(route.method)
    for path, methods in by_path.items():
        if method not in methods:
            response = caller.call(method, Route(method, path).filled(entity="customer", key="customer"))
            assert response.status_code in (404, 405), (method, path, response.status_code)
    assert fingerprint() == before


def test_c07_unsafe_calls_by_cookie_need_the_csrf_token_everywhere(world: World) -> None:
    """Whoever holds a session cookie but not the token of the page — another site — changes nothing."""
    from kezhou.http.auth.cookies import PLAIN_NAME
    from kezhou.platform.identity import sessions

    started = sessions.start(world.people["asker"], now=world.clock.now(), ip="10.0.0.1", user_agent="", mfa=False)
    stranger, before = world.stranger(), fingerprint()
    stranger.client.cookies[PLAIN_NAME] = started.token
    refused = {}
    for route in private():
        if route.method not in SAFE:
            response = stranger.call(route.method, route.filled(entity="customer", key="customer"), NONSENSE)
            refused[str(route)] = (response.status_code, response.json().get("code"))
    assert {call: got for call, got in refused.items() if got != (403, "csrf")} == {}
    assert fingerprint() == before


def test_the_address_book_finds_what_trying_every_route_finds() -> None:
    """For every route, and for addresses that nearly are one."""
    book = next(each for each in urls.urlpatterns if isinstance(each, AddressBook))
    one_by_one = URLResolver(book.pattern, book.url_patterns, None, book.app_name, book.namespace)

    def answer(resolver: URLResolver, address: str) -> object:
        try:
            found = resolver.resolve(address)
        except Resolver404:
            return None
        return found.func, found.kwargs, found.route, found.url_name

    routes = {re.sub(r"<[^>]*>", "7", str(each.pattern)) for each in book.url_patterns}
    near = {near for route in routes for near in (f"{route}/7", f"7{route}", route.rpartition("/")[0], f"{route}/")}
    answers = {each: answer(one_by_one, f"{PREFIX}{each}") for each in sorted(routes | near)}
    assert {each: answer(book, f"{PREFIX}{each}") for each in answers} == answers
    assert all(answers[route] is not None for route in routes)
    assert any(found is None for found in answers.values())
    assert max(len(each.url_patterns) for each in book._sorted.values()) < 40
