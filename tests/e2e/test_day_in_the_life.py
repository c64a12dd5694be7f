"""A day in the life of two client libraries from npm: masto.js and megalodon, each by a script of `clients/day`.

What a person does with a browser is done here, on the unit's own pages; so is what a push service and a device do:
messages come in at a local address and are opened with the device's key.
"""

import base64
import http.server
import json
import os
import queue
import shutil
import subprocess
import threading
from urllib.parse import parse_qs, urljoin, urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from support import processes
from support.checks import Checks, equal
from support.clients import Browser, filled_in
from support.pictures import png
from support.units import ROOT, Unit, workplace

PASSWORDS = {"anna": "korenveld wandelt zacht 17", "bas": "regenboog fietst hard 42"}

checks = Checks("day in the life")
folder = workplace("day-in-the-life")
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
messages = queue.Queue()


class PushService(http.server.BaseHTTPRequestHandler):
    """Takes messages as a push service does, and keeps them."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        messages.put((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(201)
        self.end_headers()

    def log_message(self, *arguments):
        pass


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Device:
    """A device with the keys of its browser, subscribed at the push service."""

    def __init__(self, encoding, port):
        self.encoding = encoding
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        self.path = f"/send/{encoded(os.urandom(9))}"
        self.endpoint = f"http://push.localhost:{port}{self.path}"

    def subscription(self):
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": self.endpoint,
            "keys": {"p256dh": encoded(point), "auth": encoded(self.secret)},
            "standard": self.encoding == "aes128gcm",
        }

    def message(self):
        """The next message for this device, opened; it has to be in the device's encoding and signed by the unit."""
        path, headers, body = messages.get(timeout=20)
        equal(path, self.path, "address")
        equal(headers["content-encoding"], self.encoding, "encoding")
        assert int(headers["ttl"]) > 0, headers
        if self.encoding == "aes128gcm":
            assert headers["authorization"].startswith("vapid t="), headers
            opened = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        else:
            assert headers["authorization"].startswith("WebPush "), headers
            keys = dict(part.strip().split("=", 1) for part in headers["crypto-key"].split(";"))
            salt = dict(part.strip().split("=", 1) for part in headers["encryption"].split(";"))["salt"]
            point, salt = decoded(keys["dh"]), decoded(salt)
            opened = http_ece.decrypt(
                body, salt=salt, private_key=self.key, dh=point, auth_secret=self.secret, version="aesgcm"
            )
        return json.loads(opened)


def visit(address):
    """Anna opens the address, logs in, allows the app, and is sent back to it; returns what the app gets to know."""
    browser = Browser()
    browser.open(address)
    browser.log_in("anna", PASSWORDS["anna"])
    form = browser.form("decision")
    # Nobody is at the app's address: what counts is where the browser is sent.
    answer = browser.session.post(
        urljoin(browser.address, form.get("action") or browser.address),
        data={**filled_in(form), "decision": "allow"},
        headers={"Origin": "/".join(browser.address.split("/")[:3])},
        allow_redirects=False,
        timeout=20,
    )
    assert answer.status_code in (302, 303), f"{answer.status_code} {answer.text[:300]}"
    assert answer.headers["Location"].startswith(REDIRECT), answer.headers["Location"]
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def run_day(script):
    """Runs a script of `clients/day` to its end, does what it asks for, and counts its steps."""
    command = ["node", str(scripts / script), json.dumps(setup)]
    devices = {}
    with (
        open(folder / f"{script}.log", "wb") as log,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        watch = threading.Timer(240, process.kill)
        watch.start()
        ended = False
        for line in process.stdout:
            if not line.startswith("{"):
                # What a library says for itself.
                log.write(line.encode())
                continue
            said = json.loads(line)
            if "step" in said:
                with checks.check(f"{script.removesuffix('.mjs')} {said['step']}"):
                    assert said["problem"] is None, said["problem"]
            elif "ask" in said:
                try:
                    answer = answer_to(said["ask"], devices)
                except Exception as problem:  # noqa: BLE001 - the script says in which step it came up
                    answer = {"error": f"{type(problem).__name__}: {problem}"}
                process.stdin.write(json.dumps(answer) + "\n")
                process.stdin.flush()
            else:
                ended = said["end"]
                break
        watch.cancel()
    with checks.check(f"{script.removesuffix('.mjs')} comes to the end of its day"):
        assert ended, (folder / f"{script}.log").read_text()[-1000:]


def answer_to(question, devices):
    if "visit" in question:
        return visit(question["visit"])
    if "device" in question:
        device = Device(question["device"], service.server_port)
        devices[question["device"]] = device
        return device.subscription()
    return devices[question["message"]].message()


# Beside the libraries, where Node.js looks for them.
scripts = workplace("day")
for script in (ROOT / "tests/e2e/clients/day").glob("*.mjs"):
    shutil.copy(script, scripts)

service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), PushService)
threading.Thread(target=service.serve_forever, daemon=True).start()
REDIRECT = f"http://127.0.0.1:{processes.free_port()}/back"
(folder / "picture.png").write_bytes(png())

for script in ("masto.mjs", "megalodon.mjs"):
    port = processes.free_port()
    place = folder / script.removesuffix(".mjs")
    unit = Unit(
        place,
        {
            "domain": f"localhost:{port}",
            "public_url": f"http://localhost:{port}",
            "bind": f"127.0.0.1:{port}",
            "data_dir": str(place / "data"),
            "database_url": f"sqlite://{place}/data/meent.db",
            "test_mode": True,
            "federation": {"localhost_names": True},
        },
    )
    unit.start()
    for name, password in PASSWORDS.items():
        unit.add_person(name, password)
    setup = {
        "url": unit.url,
        "bas": unit.token_for("bas", "read write follow push"),
        "picture": str(folder / "picture.png"),
        "redirect": REDIRECT,
    }
    run_day(script)
    with checks.check(f"{script.removesuffix('.mjs')}: the unit ends well"):
        equal(unit.stop(), 0, "exit status")
        assert "panicked" not in unit.log.read_text(), "something panicked: see the log"

checks.finish()
