"""Dictionaries that a module brings along, and changing their choices."""

from kezhou.platform.fields.dictionary_edit import DefaultDictionary, Item, listed, replace_items
from kezhou.platform.fields.dictionary_edit import ensure as ensure_dictionaries

__all__ = ["DefaultDictionary", "Item", "ensure_dictionaries", "listed", "replace_items"]
