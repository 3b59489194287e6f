"""Field types: what a value is, how it is checked, stored, compared, shown. One file per type.

A type knows nothing of entities, and an entity nothing of how a type works; `FieldSpec` joins the two.
"""
