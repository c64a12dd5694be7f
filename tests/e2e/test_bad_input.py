"""What goes wrong by hand: each mistake gets a clear message, and an exit code or a status that fits."""

import contextlib
import pathlib
import re
import shutil
import socket

from support import processes
from support.checks import Checks, contains, equal
from support.clients import Api
from support.pictures import png
from support.units import MEENT, Unit, toml, workplace

# The exit codes of <sysexits.h> that the program uses.
BAD_INPUT, UNAVAILABLE, CONFIG = 65, 69, 78

checks = Checks("bad input")
folder = workplace("bad-input")
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)


def config(**changes):
    port = processes.free_port()
    return {
        "domain": f"localhost:{port}",
        "public_url": f"http://localhost:{port}",
        "bind": f"127.0.0.1:{port}",
        "data_dir": str(folder / "data"),
        "database_url": f"sqlite://{folder}/data/meent.db",
        "test_mode": True,
        **changes,
    }


def serve(text, *flags):
    """Starts `meent serve` with this configuration, which is expected to end by itself with an error."""
    path = folder / "meent.toml"
    path.write_text(text)
    done = processes.run([MEENT, "serve", "--config", str(path), *flags], cwd=folder, timeout=20)
    assert done.returncode != 0, "it started"
    assert "panicked" not in done.stderr, done.stderr
    return done


with checks.check("a wrong configuration key: key, file and line"):
    text = toml(config()).replace("public_url", "public_uri")
    line = 1 + text.splitlines().index(next(one for one in text.splitlines() if one.startswith("public_uri")))
    done = serve(text, "--check")
    equal(done.returncode, CONFIG, "exit code")
    contains(done.stderr, "public_uri")
    contains(done.stderr, "meent.toml")
    assert re.search(rf"\b{line}\b", done.stderr), f"no line {line} in: {done.stderr}"

with checks.check("a wrong value: key and what it may be"):
    done = serve(toml(config(reach="universe")), "--check")
    equal(done.returncode, CONFIG, "exit code")
    contains(done.stderr, "reach")
    contains(done.stderr, "network")

with checks.check("a configuration that is not there"):
    done = processes.run([MEENT, "serve", "--config", str(folder / "none.toml")], cwd=folder)
    equal(done.returncode, CONFIG, "exit code")
    contains(done.stderr, "none.toml")

with checks.check("a database that cannot be opened"):
    (folder / "nobody").write_text("not a folder")
    done = serve(toml(config(database_url=f"sqlite://{folder}/nobody/meent.db")))
    assert done.returncode in (UNAVAILABLE, CONFIG), done.returncode
    contains(done.stderr, "nobody/meent.db")

with checks.check("a database file that is something else"):
    (folder / "letter.db").write_text("Dear colleagues, " * 500)
    done = serve(toml(config(database_url=f"sqlite://{folder}/letter.db")))
    assert done.returncode in (UNAVAILABLE, CONFIG), done.returncode
    contains(done.stderr, "letter.db")
    contains((folder / "letter.db").read_text(), "Dear colleagues", "the file")

with checks.check("a PostgreSQL that does not answer, without its password in the message"):
    done = serve(toml(config(database_url=f"postgres://meent:geheim@127.0.0.1:{processes.free_port()}/meent")))
    equal(done.returncode, UNAVAILABLE, "exit code")
    assert "geheim" not in done.stderr + done.stdout, "the password is in the message"

with checks.check("a port that is taken"):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = serve(toml(config(bind=address)))
    equal(done.returncode, UNAVAILABLE, "exit code")
    contains(done.stderr, address)

with checks.check("test mode on a public domain is refused"):
    done = serve(toml(config(domain="meent.company.internal", public_url="https://meent.company.internal")), "--check")
    equal(done.returncode, CONFIG, "exit code")
    contains(done.stderr, "test_mode")

unit = Unit(
    folder / "unit", config(data_dir=str(folder / "unit/data"), database_url=f"sqlite://{folder}/unit/data/m.db")
)
with checks.check("the same configuration without mistakes starts"):
    unit.start()
    unit.add_person("anna", "korenveld wandelt zacht 17")
    anna = Api(unit.url, unit.token_for("anna"))
    equal(anna.get("/api/v1/accounts/verify_credentials")["username"], "anna")


def register(unit):
    """An account by way of test mode's open registration; returns its token."""
    api = Api(unit.url)
    app = api.post("/api/v1/apps", client_name="e2e", redirect_uris="urn:ietf:wg:oauth:2.0:oob", scopes="read write")
    secrets = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    token = api.post("/oauth/token", grant_type="client_credentials", scope="read write", **secrets)
    person = {"username": "bas", "email": "bas@company.internal", "password": "regenboog fietst hard 42"}
    made = Api(unit.url, token["access_token"]).post("/api/v1/accounts", agreement=True, locale="nl", **person)
    return made["access_token"]


def refused(answer, *statuses):
    """A refusal is JSON with an `error` that says something."""
    assert answer.status_code in statuses, f"{answer.status_code}: {answer.text[:200]}"
    assert len(answer.json()["error"]) > 5, answer.text


with checks.check("JSON that is not JSON"):
    answer = anna.call(
        "POST", "/api/v1/statuses", data='{"status": "half', headers={"Content-Type": "application/json"}
    )
    refused(answer, 400, 422)

with checks.check("a body of 20 MB"):
    answer = anna.call("POST", "/api/v1/statuses", json={"status": "x" * 20_000_000})
    refused(answer, 413)

with checks.check("a delivery of 20 MB is refused before it is read"):
    # The server may close the connection while we still send: that is a refusal too.
    with socket.create_connection(unit.bind.rsplit(":", 1), timeout=20) as line:
        line.sendall(
            f"POST /inbox HTTP/1.1\r\nHost: {unit.domain}\r\nContent-Type: application/activity+json\r\n"
            "Content-Length: 20000000\r\n\r\n".encode()
        )
        status = line.recv(64).split()[1]
    assert status in (b"401", b"403", b"413"), status

with checks.check("an image that is none"):
    answer = anna.call("POST", "/api/v2/media", files={"file": ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 400)})
    refused(answer, 422)
    answer = anna.call("POST", "/api/v2/media", files={"file": ("photo.png", png()[:200])})
    refused(answer, 422)

with checks.check("an image of a hundred million pixels"):
    huge = png(8, 8).replace(b"\0\0\0\x08\0\0\0\x08", b"\0\0\x7f\xff\0\0\x7f\xff", 1)
    answer = anna.call("POST", "/api/v2/media", files={"file": ("photo.png", huge)})
    refused(answer, 422)

with checks.check("a handle that nobody has"):
    equal(anna.get("/api/v2/search", q="@nobody", type="accounts", resolve="true")["accounts"], [])
    equal(anna.get("/api/v2/search", q="@nobody@nowhere.invalid", type="accounts", resolve="true")["accounts"], [])
    refused(anna.call("GET", "/api/v1/accounts/lookup", params={"acct": "nobody"}), 404)
    equal(anna.status_of("/.well-known/webfinger", resource=f"acct:nobody@{unit.domain}"), 404)

with checks.check("ids that are no ids, and posts without content"):
    for path in ("/api/v1/statuses/none", "/api/v1/statuses/99999999999999999999999", "/api/v1/accounts/-1"):
        refused(anna.call("GET", path), 404)
    refused(anna.call("POST", "/api/v1/statuses", json={"status": ""}), 422)
    refused(anna.call("POST", "/api/v1/statuses", json={"status": "x", "media_ids": ["12"]}), 404, 422)
    refused(anna.call("POST", "/api/v1/statuses", json={"status": "x", "in_reply_to_id": "12"}), 404, 422)

with checks.check("a token that is none"):
    refused(Api(unit.url, "x" * 40).call("GET", "/api/v1/timelines/home"), 401)

with checks.check("mistakes on the command line"):
    for arguments, told in (
        (["user", "create", "anna", "--password-stdin"], "anna"),
        (["user", "create", "a b", "--password-stdin"], "a b"),
        (["user", "create", "carla", "--role", "king", "--password-stdin"], "king"),
        (["token", "create", "--user", "nobody", "--scopes", "read"], "nobody"),
        (["peer", "show", "nowhere.invalid"], "nowhere.invalid"),
        (["peer", "add", "not a host"], "not a host"),
        (["frobnicate"], "frobnicate"),
    ):
        done = processes.run([MEENT, *arguments, "--config", str(unit.config)], input="korenveld wandelt zacht 17\n")
        assert done.returncode != 0, f"{arguments}: accepted"
        contains(done.stderr, told, " ".join(arguments))
        assert "panicked" not in done.stderr, done.stderr

with checks.check("after all that the unit is well"):
    equal(anna.get("/api/v1/accounts/verify_credentials")["username"], "anna")
    equal(unit.stop(), 0, "exit status")
    assert "panicked" not in unit.log.read_text(), "something panicked: see the log"

with checks.check("a full disk: posts are refused, what was there stays, and it goes on when there is room"):
    # A small file system of the unit's own, which only the unit and its children see.
    disk = folder / "disk"
    disk.mkdir()
    mount = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    mount += ['mount -t tmpfs -o size=12m tmpfs "$0" && exec "$@"', str(disk)]
    small = Unit(folder / "small", config(data_dir=str(disk), database_url=f"sqlite://{disk}/meent.db"))
    small.start(inside=mount)
    seen_disk = pathlib.Path(f"/proc/{small.process.pid}/root{disk}")
    token = register(small)
    bas = Api(small.url, token)
    before = bas.post("/api/v1/statuses", status="before")
    filler = seen_disk / "filler"
    with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
        while file.write(b"x" * 65536) == 65536:
            pass
    answers = [bas.call("POST", "/api/v1/statuses", json={"status": "full " * 90}) for _ in range(200)]
    refusals = [answer for answer in answers if answer.status_code != 200]
    assert refusals, "the disk was never full"
    for answer in refusals:
        refused(answer, 500, 503, 507)
    equal(bas.status_of(f"/api/v1/statuses/{before['id']}"), 200, "reading meanwhile")
    filler.unlink()
    after = bas.post("/api/v1/statuses", status="after")
    kept = [answer.json()["id"] for answer in answers if answer.status_code == 200]
    for number in (before["id"], *kept, after["id"]):
        equal(bas.status_of(f"/api/v1/statuses/{number}"), 200, "a post that was accepted")
    equal(small.stop(), 0, "exit status")
    assert "panicked" not in small.log.read_text(), "something panicked: see the log"

checks.finish()
