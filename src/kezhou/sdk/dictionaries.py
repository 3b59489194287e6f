"""Dictionaries that a module brings along."""

from kezhou.platform.fields.dictionary_edit import DefaultDictionary, Item
from kezhou.platform.fields.dictionary_edit import ensure as ensure_dictionaries

__all__ = ["DefaultDictionary", "Item", "ensure_dictionaries"]
