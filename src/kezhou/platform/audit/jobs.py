from kezhou.platform.jobs.registry import job

from .seal import seal


@job("seal_audit", timeout=300, every="* * * * *")
def seal_audit() -> None:
    """Every minute: what was written and is settled becomes part of the chain."""
    seal()
    seal()
