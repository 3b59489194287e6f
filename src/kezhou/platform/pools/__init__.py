"""Pools (公海): where records lie that belong to nobody yet or any more, until somebody claims them."""
