"""How a person proves who they are: passwords, the second factor, sessions, API tokens, lock-out and rate limits.

Nothing here trusts a cache: a session or token is one SQL statement that also asks whether the person is still
active, so a person who is disabled is out at the next call of every process (C18).
"""
