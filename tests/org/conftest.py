"""A clock that stands still and the system's own context."""

from datetime import UTC, datetime

import pytest

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx


@pytest.fixture
def ctx(db: None) -> Ctx:
    return Ctx.system("test", FixedClock(datetime(2026, 11, 22, 8, 0, tzinfo=UTC)))
