"""Open many event streams on a running instance and print what they cost its web process.

    python bench/streams.py --url http://127.0.0.1:8000 --pid <web process> [--count 1000] [--seconds 10]

Runs in the environment of the instance (`KEZHOU_HOME` or `DATABASE_URL`), because it opens sessions for its active
people and ends them afterwards. Memory is PSS, CPU is user and system time of the process, both from /proc.
"""

import argparse
import asyncio
import json
import os
import time
from pathlib import Path
from urllib.parse import urlsplit

import django


def tokens_for(count: int, per_user: int) -> tuple[list[str], list[int]]:
    """Session tokens, one per `per_user` streams, and the ids of the sessions."""
    from kezhou.kernel.clock import SystemClock
    from kezhou.platform.identity import sessions
    from kezhou.platform.org.models import User

    people = list(User.objects.filter(status="active", deleted_at__isnull=True)[: -(-count // per_user)])
    if len(people) * per_user < count:
        raise SystemExit(f"{len(people)} active people may open {len(people) * per_user} streams, not {count}")
    now = SystemClock().now()
    started = [sessions.start(person, now=now, ip=None, user_agent="bench", mfa=True) for person in people]
    return [one.token for one in started], [one.session_id for one in started]


def pss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("Pss:")))


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def open_stream(host: str, port: int, token: str, gate: asyncio.Semaphore) -> asyncio.StreamReader:
    """Connect and read until the first event has arrived."""
    async with gate:
        reader, writer = await asyncio.open_connection(host, port)
        request = f"GET /api/v1/stream HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: kezhou_session={token}\r\n\r\n"
        writer.write(request.encode())
        status = await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
        if b" 200 " not in status:
            raise RuntimeError((status + await reader.read(1000)).decode())
        await asyncio.wait_for(reader.readuntil(b"event: ping"), 60)
        reader._bench_writer = writer  # type: ignore[attr-defined]  # keeps the connection open
        return reader


async def measure(url: str, pid: int, tokens: list[str], count: int, seconds: float) -> dict[str, float]:
    """Open `count` streams, let them idle, and send one message to everybody."""
    address = urlsplit(url)
    host, port = address.hostname or "127.0.0.1", address.port or 80
    memory, cpu, began = pss_kb(pid), cpu_seconds(pid), time.monotonic()
    gate = asyncio.Semaphore(50)
    streams = await asyncio.gather(*(open_stream(host, port, tokens[n % len(tokens)], gate) for n in range(count)))
    opened, opening_cpu = time.monotonic() - began, cpu_seconds(pid) - cpu
    cpu, began = cpu_seconds(pid), time.monotonic()
    await asyncio.sleep(seconds)
    idle = (cpu_seconds(pid) - cpu) / (time.monotonic() - began)
    memory = pss_kb(pid) - memory
    began = time.monotonic()
    await asyncio.to_thread(tell_everybody)
    await asyncio.gather(*(asyncio.wait_for(stream.readuntil(b"event: inbox"), 30) for stream in streams))
    return {
        "open_streams": count,
        "open_seconds": round(opened, 2),
        "open_cpu_ms_each": round(opening_cpu * 1000 / count, 2),
        "idle_cpu_percent": round(idle * 100, 1),
        "memory_kb_each": round(memory / count, 1),
        "message_to_all_seconds": round(time.monotonic() - began, 3),
    }


def tell_everybody() -> None:
    from django.db import connection

    from kezhou.platform.jobs import live
    from kezhou.platform.org.models import User

    live.publish(User.objects.values_list("id", flat=True), "inbox")
    connection.close()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--url", default="http://127.0.0.1:8000")
    words.add_argument("--pid", type=int, required=True)
    words.add_argument("--count", type=int, default=1000)
    words.add_argument("--seconds", type=float, default=10)
    given = words.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kezhou.config.settings")
    django.setup()
    from kezhou.http.stream import MAX_PER_USER
    from kezhou.platform.identity.models import Session

    tokens, session_ids = tokens_for(given.count, MAX_PER_USER)
    try:
        print(json.dumps(asyncio.run(measure(given.url, given.pid, tokens, given.count, given.seconds))))
    finally:
        Session.objects.filter(id__in=session_ids).delete()


if __name__ == "__main__":
    main()
