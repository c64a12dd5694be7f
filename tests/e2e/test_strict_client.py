"""A client with a browser's strict habits: a page on another origin, run by Chromium, uses a unit with many posts.

The browser itself sends the preflights, and hides from the script what the unit does not let it read.
"""

import http.server
import json
import shutil
import threading

from support import processes
from support.checks import Checks, equal
from support.clients import Api
from support.units import ROOT, Unit, workplace

POSTS = 1000
PASSWORD = "korenveld wandelt zacht 17"

checks = Checks("strict client")
folder = workplace("strict-client")
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
port = processes.free_port()
config = {
    "domain": f"localhost:{port}",
    "public_url": f"http://localhost:{port}",
    "bind": f"127.0.0.1:{port}",
    "data_dir": str(folder / "unit/data"),
    "database_url": f"sqlite://{folder}/unit/data/meent.db",
}


class Origin(http.server.SimpleHTTPRequestHandler):
    """The client's own origin: its page, what it has to know, and where it says what it found."""

    knows = {}
    results = None
    done = threading.Event()

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=str(ROOT / "tests/e2e/clients/browser"))

    def do_GET(self):
        if self.path == "/setup.json":
            body = json.dumps(self.knows).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            super().do_GET()

    def do_POST(self):
        Origin.results = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()
        self.done.set()

    def log_message(self, *arguments):
        pass

    extensions_map = {".html": "text/html; charset=utf-8", ".mjs": "text/javascript"}


with checks.check(f"a unit with {POSTS} posts starts"):
    seed = {
        "users": [{"username": name, "password": PASSWORD, "language": "nl"} for name in ("anna", "bas")],
        "posts": [{"user": "anna", "text": f"Bericht {number} #werk"} for number in range(POSTS)],
    }
    (folder / "seed.json").write_text(json.dumps(seed))
    Unit(folder / "unit", {**config, "test_mode": True}).run("seed", str(folder / "seed.json"), seconds=300)
    # Without test mode there are limits, and headers that tell them.
    unit = Unit(folder / "unit", config).start()
    token, reader = (unit.token_for(name, "read write follow push") for name in ("anna", "bas"))
    author = Api(unit.url, token).get("/api/v1/accounts/verify_credentials")
    Origin.knows = {
        "unit": unit.url, "token": token, "reader": reader, "posts": POSTS, "author": author, "tag": "werk",
    }  # fmt: skip

with checks.check("Chromium runs the page of another origin"):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is not installed"
    origin = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Origin)
    threading.Thread(target=origin.serve_forever, daemon=True).start()
    browser = processes.start(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage",
            f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr",
            f"http://127.0.0.1:{origin.server_port}/index.html",
        ],
        folder / "browser.log",
    )  # fmt: skip
    finished = Origin.done.wait(180)
    processes.stop(browser)
    assert finished, "the page did not come to its end within 180 s: see browser.log"

for one in Origin.results or []:
    with checks.check(one["what"]):
        assert not one["problem"], one["problem"]

with checks.check("the unit ends well"):
    equal(unit.stop(), 0, "exit status")
    assert "panicked" not in unit.log.read_text(), "something panicked: see the log"
checks.finish()
