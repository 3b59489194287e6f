"""Work that outlives a request: registered jobs, a queue in PostgreSQL, schedules, and what a person sees of long work.

A job is written in the transaction of whoever asks for it (`enqueue`), takes ids only, is safe to run twice, has a time
limit and retries only what can heal. A person's long work has a `JobRecord` (progress, log, cancel, result).
"""
