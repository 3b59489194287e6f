"""One-step approvals: somebody asks, one of the candidates decides, what follows happens in the same transaction."""
