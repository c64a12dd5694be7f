"""Child processes: start, find a port for, and stop for certain."""

import atexit
import random
import signal
import socket
import subprocess
import sys

_running = []


def free_port():
    """A port that nobody listens at, and that the kernel gives to no connection (Linux takes those from 32,768 on)."""
    while True:
        port = random.randrange(10_000, 32_000)
        if is_free(port):
            return port


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def start(command, log, **options):
    """Starts a process whose output goes to the file `log`; it is stopped when the test ends, however that happens."""
    with open(log, "ab") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options)
    _running.append(process)
    return process


def stop(process, how=signal.SIGTERM, seconds=15):
    """Stops a process and returns its exit status."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process in _running:
        _running.remove(process)
    return process.returncode


def run(command, **options):
    """Runs a command to its end and returns it with its output as text; a command that hangs is an error."""
    options.setdefault("timeout", 60)
    return subprocess.run(command, capture_output=True, text=True, **options)


@atexit.register
def _stop_all():
    for process in list(_running):
        stop(process, seconds=5)


# A test that is told to end goes through atexit too, so that nothing of it stays behind.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
