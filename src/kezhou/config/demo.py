"""The demo company: loaded once into a database without people; its passwords are made then and shown to the
operator."""

from dataclasses import asdict, dataclass

from kezhou.demo import load as load_company
from kezhou.kernel.clock import SystemClock
from kezhou.platform.org.models import User

from .home import read_json, write_json

LOGINS_FILE = "demo-logins.json"


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    name: str
    role: str
    password: str


def load() -> list[Login] | None:
    """The logins of the new demo company, also kept for the operator; None when the database has people already."""
    if User.objects.exists():
        return None
    logins = [Login(each.username, each.name, each.role, each.password) for each in load_company(SystemClock())]
    write_json(LOGINS_FILE, [asdict(login) for login in logins])
    return logins


def kept_logins() -> list[Login]:
    """What an earlier start kept; empty when the demo company was never loaded here."""
    return [Login(**row) for row in read_json(LOGINS_FILE) or []]
