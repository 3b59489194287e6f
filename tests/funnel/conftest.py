"""The sales team of the sales tests."""

from tests.sales.conftest import _fresh_caches, team

__all__ = ["_fresh_caches", "team"]
