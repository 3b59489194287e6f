"""Merging records (合并): several records of one entity become one, everything that hangs on them moves, and for 30
days all of it can be taken back (docs/adr/0023-merging.md).

`merge.merge`, `undo.undo`, `preview.preview`, `resolve.winner_of`. Works for every entity whose records belong to
somebody; nothing here knows a business module.
"""
