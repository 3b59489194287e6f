"""One export in a process of its own: `python -m bench.export_child FILE SINCE`, all customers made since then."""

import sys
from pathlib import Path

from kezhou.config.instance import ready

from .exchange import CEO


def main() -> None:
    target, since = Path(sys.argv[1]), sys.argv[2]
    with ready():
        from kezhou.platform.access.people import ctx_for_user
        from kezhou.platform.exchange.exports import call, files
        from kezhou.platform.org.models import User

        ctx = ctx_for_user(User.objects.get(username=CEO).id)
        made_since = {"field": "created_at", "op": "gte", "value": since}
        wanted = {"format": target.suffix[1:], "filter": made_since, "reason": "bench"}
        files.write(ctx, call.parse(ctx, "customer", wanted), target, lambda done, total: None)


if __name__ == "__main__":
    main()
