"""Keeps the child processes of an instance alive: starts them, starts them again when they end, stops them together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60
"""A child that lived this long had a good start; its next restart is quick again."""
STOP_SECONDS = 25
_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """On Linux: the child is told to stop when its supervisor is killed, so that nothing is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """One child process and when it may be started again."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    not_before: float = 0.0
    restarts: int = field(default=0)

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # the terminal's Ctrl-C reaches the supervisor only, which stops in order
            preexec_fn=_end_with_parent,
        )

    def tend(self) -> None:
        """Starts the child again when it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self.process = None
            if now - self.started > STEADY_SECONDS:
                self.pause = FIRST_PAUSE_SECONDS
            self.not_before = now + self.pause
            sys.stderr.write(f"{self.name} ended with code {code}; it starts again in {self.pause:g} s.\n")
            self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            self.restarts += 1
        if now >= self.not_before:
            self.start()


def stop(children: list[Child]) -> None:
    """Asks all children to finish their work, and ends those that do not within the grace."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
