"""The three who ask: an ordinary salesperson, a director of half the company, and the chief executive."""

import json
from dataclasses import dataclass
from typing import Any

from . import company
from .clients import Http, Request

SCOPES = {
    "sales": "t.owner_id = %(me)s",
    "director": "t.dept_id = ANY(%(depts)s)",
    "ceo": "TRUE",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """A person with two proofs of who they are."""

    name: str
    user_id: int
    dept_id: int
    port: int
    bearer: str
    cookie: str
    scope: str
    """What the person sees, as SQL over alias `t` …"""
    params: dict[str, Any]
    """… with these parameters."""

    def ask(self, request: Request) -> Any:
        client = Http(self.port, self.bearer)
        try:
            status, _head, body = client.ask(request)
        finally:
            client.close()
        if status >= 300:
            raise SystemExit(f"{request.method} {request.path}: {status} {body[:400].decode()}")
        return json.loads(body)


def sign_in(people: company.People, port: int) -> dict[str, Asker]:
    """A new token and a new session for each."""
    from kezhou.kernel.clock import SystemClock
    from kezhou.platform.identity import tokens
    from kezhou.platform.identity.models import ApiToken
    from kezhou.platform.org.models import User
    from kezhou.platform.org.tree import dept_tree

    found = {}
    for name, scope in SCOPES.items():
        user = User.objects.get(id=getattr(people, name))
        ApiToken.objects.filter(user=user).delete()
        _token, plain = tokens.issue(user, "bench", ["write"], 1, SystemClock())
        client = Http(port, "")
        body = {"username": user.username, "password": company.PASSWORD}
        status, head, answer = client.ask(Request("POST", "/api/v1/auth/login", body))
        client.close()
        if status != 200:
            raise SystemExit(f"Signing in failed: {status} {answer.decode()[:400]}")
        lines = [line.partition(b": ")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"set-cookie:")]
        session = next(line for line in lines if b"kezhou_session=" in line).split(b";")[0].decode()
        csrf = json.loads(answer)["csrf_token"]
        found[name] = Asker(
            name=name,
            user_id=user.id,
            dept_id=user.department_id or 0,
            port=port,
            bearer=f"Authorization: Bearer {plain}\r\n",
            cookie=f"Cookie: {session}\r\nX-CSRFToken: {csrf}\r\n",
            scope=scope,
            params={
                "sales": {"me": user.id},
                "director": {"depts": list(dept_tree(user.department_id))},
                "ceo": {},
            }[name],
        )
    return found
