"""Four ways to use a unit: the client API with its streams, the real `toot` program, a browser without JavaScript."""

import json
import os
import pathlib
import runpy
import socket
import ssl
import subprocess
import sys
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Request, TextMessage

from . import processes
from .units import ROOT


class Api:
    """The client API with somebody's token, or without one."""

    def __init__(self, url, token=None):
        self.base = url
        self.session = requests.Session()
        if token:
            self.session.headers["Authorization"] = f"Bearer {token}"

    def call(self, method, path, **options):
        return self.session.request(method, self.base + path, timeout=20, **options)

    def get(self, path, **query):
        """The JSON answer; any status but 200 is an error."""
        return self._json(self.call("GET", path, params=query))

    def post(self, path, **body):
        return self._json(self.call("POST", path, json=body))

    def events(self, path, **query):
        """Server-sent events as (event, data), from now on."""
        answer = self.session.get(self.base + path, params=query, stream=True, timeout=60)
        assert answer.status_code == 200, f"{answer.url}: {answer.status_code} {answer.text[:300]}"
        return self._read_events(answer)

    @staticmethod
    def _read_events(answer):
        event = None
        for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
            if line.startswith("event:"):
                event = line.removeprefix("event:").strip()
            elif line.startswith("data:"):
                yield event, line.removeprefix("data:").strip()

    def status_of(self, path, **query):
        return self.call("GET", path, params=query).status_code

    def _json(self, answer):
        assert answer.status_code == 200, (
            f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:300]}"
        )
        return answer.json()

    def account(self, handle):
        """The account behind a handle, looked up on its own server when it is not known here."""
        found = self.get("/api/v2/search", q=handle, resolve="true", type="accounts")["accounts"]
        assert found, f"nobody is called {handle}"
        return found[0]

    def status_by_uri(self, uri):
        """The post with this id on the wire, if it is in the first page of the home timeline."""
        return next((post for post in self.get("/api/v1/timelines/home") if post["uri"] == uri), None)

    def find_post(self, uri):
        """The post with this id on the wire, if this person may see it."""
        found = self.get("/api/v2/search", q=uri, resolve="true", type="statuses")["statuses"]
        return found[0] if found else None

    def notified(self, kind, from_acct):
        """The newest notification of this kind from this person, if there is one."""
        return next(
            (
                one
                for one in self.get("/api/v1/notifications")
                if one["type"] == kind and one["account"]["acct"] == from_acct
            ),
            None,
        )


class Socket:
    """A socket of the streaming API: an iterator of (event, payload). The token goes where a browser has to put it."""

    def __init__(self, network, unit, token, stream):
        host, port = unit.domain.rsplit(":", 1)
        trust = ssl.create_default_context(cafile=network.root_certificate)
        plain = socket.create_connection((host, int(port)), timeout=60)
        self.line = trust.wrap_socket(plain, server_hostname=host)
        self.protocol = WSConnection(ConnectionType.CLIENT)
        target = f"/api/v1/streaming?stream={stream}"
        self.line.sendall(self.protocol.send(Request(host=unit.domain, target=target, subprotocols=[token])))
        accepted = next(self._events())
        assert isinstance(accepted, AcceptConnection), f"no socket: {accepted}"
        assert accepted.subprotocol == token, "the protocol is not repeated"

    def _events(self):
        while data := self.line.recv(65536):
            self.protocol.receive_data(data)
            yield from self.protocol.events()

    def __iter__(self):
        text = ""
        for event in self._events():
            if isinstance(event, TextMessage):
                text += event.data
                if event.message_finished:
                    message, text = json.loads(text), ""
                    yield message["event"], message["payload"]

    def close(self):
        self.line.close()


class Toot:
    """The command-line client from PyPI, with a configuration folder of its own."""

    def __init__(self, network, name):
        self.program = str(pathlib.Path(sys.executable).parent / "toot")
        self.environment = network.environment()
        self.environment["XDG_CONFIG_HOME"] = str(network.folder / f"toot-{name}")
        self.environment["NO_COLOR"] = "1"

    def __call__(self, *arguments):
        done = processes.run([self.program, *arguments], env=self.environment, input="")
        assert done.returncode == 0, f"toot {' '.join(arguments)}: {done.stderr.strip() or done.stdout.strip()}"
        return done.stdout

    def json(self, *arguments):
        return json.loads(self(*arguments, "--json"))

    def log_in(self, url, authorize):
        """`toot login`: it shows an address, a person goes there (`authorize`) and brings back a code."""
        with subprocess.Popen(
            [self.program, "login", "--instance", url],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                shown = []
                for line in process.stdout:
                    shown.append(line)
                    if line.startswith(url):
                        break
                else:
                    raise AssertionError(f"toot login showed no address: {''.join(shown)}")
                code = authorize(shown[-1].strip())
                rest, _ = process.communicate(f"n\n{code}\n", timeout=30)
            except BaseException:
                process.kill()
                raise
        assert process.returncode == 0, f"toot login ended with {process.returncode}: {rest}"
        return rest

    def token(self):
        """The token that the login left in toot's own configuration."""
        config = pathlib.Path(self.environment["XDG_CONFIG_HOME"], "toot", "config.json")
        users = json.loads(config.read_text())
        return users["users"][users["active_user"]]["access_token"]


class Browser:
    """A person with a browser that runs no scripts: pages, forms with their hidden fields, cookies."""

    def __init__(self):
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "en"
        self.page = None
        self.address = None

    def open(self, address):
        return self._show(self.session.get(address, timeout=20))

    def form(self, having):
        """The first form on the page with a field or a button of this name."""
        for form in self.page.find_all("form"):
            if form.find(attrs={"name": having}):
                return form
        raise AssertionError(f"no form with {having!r} at {self.address}: {self.page.get_text(' ', strip=True)[:300]}")

    def send(self, form, button=None, **fields):
        """Fills in the form and sends it, by the button of this name and value where there is a choice."""
        values = filled_in(form)
        if button:
            pressed = form.find(["button", "input"], attrs={"name": button[0], "value": button[1]})
            assert pressed, f"no button {button} at {self.address}"
            values[button[0]] = button[1]
        unknown = [name for name in fields if not form.find(attrs={"name": name})]
        assert not unknown, f"no fields {unknown} at {self.address}"
        values.update(fields)
        target = urljoin(self.address, form.get("action") or self.address)
        # A browser says where a form comes from; a server may insist on it.
        headers = {"Origin": "/".join(self.address.split("/")[:3]), "Referer": self.address}
        body = {"data": values}
        if form.get("enctype") == "multipart/form-data":
            body = {"files": {name: (None, value) for name, value in values.items()}}
        method = form.get("method", "get")
        return self._show(self.session.request(method, target, headers=headers, timeout=20, **body))

    def log_in(self, name, password):
        return self.send(self.form("password"), username=name, password=password)

    def _show(self, answer):
        assert answer.status_code < 400, f"{answer.url}: {answer.status_code} {answer.text[:300]}"
        self.address = answer.url
        self.page = BeautifulSoup(answer.text, "html.parser")
        return self.page


def filled_in(form):
    """What a form sends when nobody touches it: its fields' values and its selected options."""
    values = {
        field["name"]: field.get("value", "")
        for field in form.find_all("input")
        if field.get("name") and field.get("type") not in ("submit", "checkbox", "radio", "file")
    }
    for field in form.find_all("textarea"):
        values[field["name"]] = field.get_text()
    for field in form.find_all("select"):
        chosen = field.find("option", selected=True) or field.find("option")
        values[field["name"]] = chosen.get("value", chosen.get_text())
    return values


def use_names(environment):
    """Makes this very process find test units by name and trust their authority, as toot does with `environment`."""
    wanted = ("E2E_NAMES", "REQUESTS_CA_BUNDLE")
    os.environ.update({key: environment[key] for key in wanted if key in environment})
    runpy.run_path(str(ROOT / "tests" / "e2e" / "names" / "sitecustomize.py"))
