"""Counting checks, and waiting for something to become true."""

import sys
import time
import traceback
from contextlib import contextmanager

# One poll's pause. Short, so that a run takes as long as the server does and not much longer.
PAUSE = 0.1


class Checks:
    """Runs named checks, goes on after one that fails, and ends with `name: N passed, N failed`."""

    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failed = 0

    @contextmanager
    def check(self, what):
        started = time.monotonic()
        try:
            yield
        except Exception as problem:  # noqa: BLE001 - a check may fail in any way; the next one still runs
            self.failed += 1
            print(f"FAILED  {what}: {describe(problem)}", flush=True)
        else:
            self.passed += 1
            print(f"ok      {what} ({time.monotonic() - started:.1f} s)", flush=True)

    def finish(self):
        print(f"{self.name}: {self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed or not self.passed else 0)


def describe(problem):
    """The problem in a line, with the place in the test where it came up."""
    place = next(
        (frame for frame in reversed(traceback.extract_tb(problem.__traceback__)) if "/test_" in frame.filename), None
    )
    where = f" (line {place.lineno}: {place.line})" if place else ""
    return f"{type(problem).__name__}: {problem}{where}"


def eventually(what, probe, seconds=15):
    """Calls `probe` until it returns something true without an AssertionError or LookupError, and returns that."""
    deadline = time.monotonic() + seconds
    last = None
    while True:
        try:
            found = probe()
            if found:
                return found
            last = f"got {found!r}"
        except (AssertionError, LookupError) as problem:
            last = describe(problem)
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s; last: {last}")
        time.sleep(PAUSE)


def equal(got, wanted, what="value"):
    assert got == wanted, f"{what}: wanted {wanted!r}, got {got!r}"


def contains(whole, part, what="text"):
    assert part in whole, f"{what}: no {part!r} in {whole!r}"
