"""What the calls about one's own account take and give. An unknown word in a body is an error, never ignored."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, StringConstraints

from kezhou.platform.identity import signin

Line = Annotated[str, StringConstraints(max_length=120)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=signin.MAX_PASSWORD)]
Code = Annotated[str, StringConstraints(min_length=6, max_length=10)]


class Input(Schema):
    model_config = ConfigDict(extra="forbid")


class Login(Input):
    username: Annotated[str, StringConstraints(min_length=1, max_length=signin.MAX_NAME)]
    """User name, staff number or e-mail."""
    password: Password
    otp: Code | None = None


class Apply(Input):
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    username: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    email: Annotated[str, StringConstraints(max_length=254)] = ""
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    staff_no: Annotated[str, StringConstraints(max_length=40)] = ""
    department: Line = ""
    reason: Annotated[str, StringConstraints(max_length=500)] = ""
    password: Password


class NewPassword(Input):
    old: Password
    new: Password


class Elevate(Input):
    password: Password
    otp: Code | None = None


class Otp(Input):
    otp: Code


class NewToken(Input):
    name: str
    scopes: list[str]
    days: int = 90


class Preferences(Input):
    locale: Annotated[str, StringConstraints(max_length=10)] | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    tz: Annotated[str, StringConstraints(max_length=64)] | None = None
    name_display: Literal["name", "name_staff_no"] | None = None


class Linked(Schema):
    id: int
    title: str


class RoleOut(Schema):
    key: str
    label: str


class Me(Schema):
    id: int
    username: str
    name: str
    staff_no: str
    department: Linked | None
    position: Linked | None
    locale: str
    tz: str
    theme: str
    name_display: str
    roles: list[RoleOut]
    can: dict[str, dict[str, str]]
    """entity → action → the widest level that any role grants."""
    admin: list[str]
    csrf_token: str
    """Empty for a token, which needs none."""
    unread: int
    must_change_password: bool
    totp: bool
    mfa_required: bool
    """A role demands the second factor and this session has not shown it."""
    elevated_until: datetime | None
    """Until when administrative acts are open without showing the password again."""


class LoginAnswer(Schema):
    user: Me
    csrf_token: str


class CsrfAnswer(Schema):
    csrf_token: str


class ElevateAnswer(Schema):
    elevated_until: datetime


class Accepted(Schema):
    detail: str


class SessionOut(Schema):
    id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ip: str | None
    user_agent: str
    mfa: bool
    current: bool


class SessionList(Schema):
    items: list[SessionOut]


class TokenOut(Schema):
    id: int
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class TokenList(Schema):
    items: list[TokenOut]


class IssuedToken(TokenOut):
    token: str
    """The plain token: this answer is the only place where it ever appears."""


class TotpAnswer(Schema):
    secret: str
    uri: str
