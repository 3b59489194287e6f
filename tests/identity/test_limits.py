"""How long to wait is told so that a person understands it, and to the second for programs."""

import pytest
from django.utils.translation import override

from kezhou.platform.identity.limits import too_many


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (896, "尝试次数过多，请在 15 分钟后重试。"),
        (121, "尝试次数过多，请在 3 分钟后重试。"),
        (120, "尝试次数过多，请在 120 秒后重试。"),
        (0, "尝试次数过多，请在 1 秒后重试。"),
    ],
)
def test_a_long_wait_is_told_in_minutes(seconds: int, told: str) -> None:
    with override("zh-hans"):
        refusal = too_many(seconds)
        assert str(refusal.message) == told
    assert refusal.headers["Retry-After"] == str(max(1, seconds))
