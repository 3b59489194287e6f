"""Dictionaries that a module brings along, and changing their choices; and choices that code registers
(`choice_sources`: schema epoch → dictionary key → choices)."""

from kezhou.platform.entities.registry import dictionaries as choice_sources
from kezhou.platform.fields.dictionary_edit import DefaultDictionary, Item, listed, replace_items
from kezhou.platform.fields.dictionary_edit import ensure as ensure_dictionaries

__all__ = ["DefaultDictionary", "Item", "choice_sources", "ensure_dictionaries", "listed", "replace_items"]
