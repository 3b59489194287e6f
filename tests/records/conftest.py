from tests.contract.conftest import _fresh_caches, world

__all__ = ["_fresh_caches", "world"]
