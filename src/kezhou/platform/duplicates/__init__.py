"""Duplicates (查重, 撞单): who else may be this customer — while typing, on saving, and over everything that exists.

`kernel/matching` compares; this room keeps the keys by which candidates are found (`index`), how usual words are
(`statistics`), the weights (`weights`), what happens on a hit (`rules`), what may be said of records that the asker
cannot
see (`tell`), and the queue of pairs that people decide (`pairs`). `docs/adr/0020-duplicates.md` says why.
"""
