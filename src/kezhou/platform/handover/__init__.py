"""Everything of a person, or everything that meets a condition, goes to successors or into a pool: planned, looked at,
done in batches, reported, taken back (离职交接, 客户调整).

A plan is kept as a draft with one line per record, so that what was looked at is what is done.
"""
