"""Verify-Actor of the fediverse-pasture: six persons who differ in how they sign, and in what they want signed.

    python pasture.py DOMAIN PORT
"""

import sys

import aiohttp.connector
from aiohttp.resolver import ThreadedResolver
from fediverse_pasture.verify_actor import build_app

# Names are looked up as Python does it, where the test's own units are known, and never over the network.
aiohttp.connector.DefaultResolver = ThreadedResolver

app = build_app(only_generate_config=False, domain=sys.argv[1], https=False, timeout=20)
app.run(host="127.0.0.1", port=int(sys.argv[2]))
