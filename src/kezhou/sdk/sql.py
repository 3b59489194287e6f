"""Statements of a module over its own tables: parameters always, names from the registry only."""

from kezhou.platform.base.sql import FALSE, TRUE, Sql, all_of, any_of, execute, fetch_all, fetch_one, ident

__all__ = ["FALSE", "TRUE", "Sql", "all_of", "any_of", "execute", "fetch_all", "fetch_one", "ident"]
