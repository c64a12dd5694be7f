"""Lets the names of the test's own units lead to this machine, for clients that cannot be told otherwise.

Python imports this module at start when its folder is on PYTHONPATH. Only the names listed in the environment are
changed; every other name is looked up as usual.
"""

import os
import socket

_NAMES = frozenset(os.environ.get("E2E_NAMES", "").split())
_system_getaddrinfo = socket.getaddrinfo


def _getaddrinfo(host, *arguments, **options):
    if isinstance(host, bytes):
        host = host.decode("ascii")
    if host in _NAMES:
        host = "127.0.0.1"
    return _system_getaddrinfo(host, *arguments, **options)


socket.getaddrinfo = _getaddrinfo
