"""Every call of the client API with what schemathesis makes of its description: values at the limits, of other types.

No answer may be a 5xx, every status has to be one that the description names, and every body has to fit the schema
there: for refusals that is Mastodon's form of an error. `SCHEMATHESIS_SEED` repeats a run, `SCHEMATHESIS_EXAMPLES`
makes it longer.
"""

import json
import os
import pathlib
import random
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree

import requests
from support import processes
from support.checks import Checks, equal
from support.clients import Api
from support.pictures import png
from support.units import ROOT, Unit, workplace

SEED = int(os.environ.get("SCHEMATHESIS_SEED", random.randrange(2**32)))
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "12")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
PASSWORDS = {
    "anna": "korenveld wandelt zacht 17",
    "bas": "regenboog fietst hard 42",
    "olga": "klaproos danst stil 93",
}

checks = Checks("schemathesis")
folder = workplace("schemathesis")
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
port = processes.free_port()
unit = Unit(
    folder / "unit",
    {
        "domain": f"localhost:{port}",
        "public_url": f"http://localhost:{port}",
        "bind": f"127.0.0.1:{port}",
        "data_dir": str(folder / "unit/data"),
        "database_url": f"sqlite://{folder}/unit/data/meent.db",
        "test_mode": True,
    },
)
DESCRIPTION = f"{unit.url}/api/v1/meent/openapi.json"
SCOPES = "read write follow push profile"
seed = {
    "users": [
        {"username": name, "password": password, "role": "owner" if name == "olga" else "member"}
        for name, password in PASSWORDS.items()
    ],
    "apps": [
        {"name": "App", "client_id": "app", "client_secret": "s", "scopes": f"{SCOPES} admin:read admin:write"},
    ],
    "tokens": [{"token": f"token-of-{name}", "user": name, "app": "app", "scopes": SCOPES} for name in ("anna", "bas")]
    + [{"token": "token-of-olga", "user": "olga", "app": "app"}],
}
(folder / "seed.json").write_text(json.dumps(seed))
unit.run("seed", str(folder / "seed.json"))
unit.start()
anna, bas, olga = (Api(unit.url, f"token-of-{name}") for name in PASSWORDS)


def known():
    """Things of each kind, by what stands before their id in a path."""
    me, colleague = (one.get("/api/v1/accounts/verify_credentials")["id"] for one in (anna, bas))
    posts = [anna.post("/api/v1/statuses", status=f"Bericht {number} #werk @bas")["id"] for number in range(8)]
    posts += [bas.post("/api/v1/statuses", status=f"Dag @anna {number}")["id"] for number in range(8)]
    poll = {"options": ["ja", "nee"], "expires_in": 3600}
    polls = [one.post("/api/v1/statuses", status="Soep?", poll=poll)["id"] for one in (anna, bas)]
    groups = [anna.post("/api/v1/meent/groups", name=f"groep{number}", title="Samen")["id"] for number in range(4)]
    files = [anna.call("POST", "/api/v2/media", files={"file": png()}).json()["id"] for _ in range(4)]
    for post in posts[:8]:
        bas.post(f"/api/v1/statuses/{post}/favourite")
    notices = [one["id"] for one in anna.get("/api/v1/notifications")]
    made = {
        "/api/v1/accounts": [me, colleague, *groups],
        "/api/v1/statuses": posts + polls,
        "/api/v1/polls": polls,
        "/api/v1/media": files,
        "/api/v1/notifications": notices,
        "/api/v1/meent/groups": groups,
        "/api/v1/meent/events": posts,
        "/api/v1/tags": ["werk", "Niets"],
        "/api/v1/timelines/tag": ["werk"],
        "/api/v1/follow_requests": [colleague],
    }
    # What is made by a call that answers with its id, where the unit has the call.
    for prefix, path, body in (
        ("/api/v1/lists", "/api/v1/lists", {"title": "Collega's"}),
        ("/api/v1/timelines/list", "/api/v1/lists", {"title": "Nog meer"}),
        ("/api/v2/filters", "/api/v2/filters", {"title": "Voetbal", "context": ["home"]}),
        ("/api/v1/filters", "/api/v1/filters", {"phrase": "voetbal", "context": ["home"]}),
        ("/api/v1/featured_tags", "/api/v1/featured_tags", {"name": "werk"}),
        ("/api/v1/scheduled_statuses", "/api/v1/statuses", {"status": "Later", "scheduled_at": "2099-01-01T00:00:00Z"}),
    ):
        # A refusal may end the connection, so each comes by one of its own.
        headers = anna.session.headers
        answers = [requests.post(unit.url + path, headers=headers, json=body, timeout=20) for _ in range(3)]
        ids = [answer.json()["id"] for answer in answers if answer.status_code == 200]
        if ids:
            made[prefix] = ids
    # What comes about by what others do, where the unit has a list of it.
    bas.post("/api/v1/statuses", status="@anna Onder ons", visibility="direct")
    anna.post("/api/v1/reports", account_id=colleague, status_ids=[posts[-1]])
    for prefix, by, path in (
        ("/api/v1/conversations", anna, "/api/v1/conversations"),
        ("/api/v1/announcements", anna, "/api/v1/announcements"),
        ("/api/v1/notifications/requests", anna, "/api/v1/notifications/requests"),
        ("/api/v1/admin/accounts", olga, "/api/v1/admin/accounts"),
        ("/api/v1/admin/reports", olga, "/api/v1/admin/reports"),
    ):
        answer = by.call("GET", path)
        if answer.status_code == 200 and answer.json():
            made[prefix] = [one["id"] for one in answer.json()]
    return made


def run(what, *flags):
    report = folder / f"{what}.xml"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "tests/e2e/support/plugins"),
        "SCHEMATHESIS_HOOKS": "known_ids",
        "E2E_KNOWN": json.dumps(ids),
    }
    program = pathlib.Path(sys.executable).parent / "schemathesis"
    command = [
        program, "run", DESCRIPTION, "--checks", CHECKS, "--phases", "examples,coverage,fuzzing", *flags,
        "--max-examples", EXAMPLES, "--seed", str(SEED), "--request-timeout", "20", "--request-retries", "2",
        "--continue-on-failure", "--warnings", "off", "--suppress-health-check", "all",
        "--report", "junit", "--report-junit-path", str(report),
    ]  # fmt: skip
    done = processes.run([str(part) for part in command], env=environment, timeout=1500, cwd=folder)
    (folder / f"{what}.log").write_text(done.stdout + done.stderr)
    assert report.exists(), (done.stdout + done.stderr)[-3000:]
    calls = 0
    for case in ElementTree.parse(report).iter("testcase"):
        calls += 1
        with checks.check(f"{what}: {case.get('name')}"):
            problem = case.find("failure") if case.find("failure") is not None else case.find("error")
            assert problem is None, (problem.get("message") or problem.text or "")[:1500]
    return calls


print(f"seed {SEED}, {EXAMPLES} made-up examples a call")
ids = known()
described = requests.get(DESCRIPTION, timeout=20).json()["paths"]
token = anna.session.headers["Authorization"]
# Streams have no end, and one call would end the token. What admins do to people comes last.
ADMIN = "^/api/v[12]/admin/"
LEFT_OUT = rf"^(/api/v1/streaming(?!/health).*|/oauth/revoke)$|{ADMIN}"
asked = run("as Anna", "--header", f"Authorization: {token}", "--exclude-path-regex", LEFT_OUT)
FEW = "^(/api/v1/(apps|instance|accounts|statuses)|/oauth/|/api/v2/instance)"
anonymous = run("as nobody", "--include-path-regex", FEW)
if any(re.match(ADMIN, path) for path in described):
    token = olga.session.headers["Authorization"]
    run("as the owner", "--header", f"Authorization: {token}", "--include-path-regex", ADMIN)
with checks.check("every call of the description was made"):
    # But for the document itself, which schemathesis has to begin with.
    served = {path: methods for path, methods in described.items() if not re.match(LEFT_OUT, path)}
    equal(asked, sum(len(methods) for methods in served.values()) - 1)
    assert anonymous > 10, anonymous
with checks.check("the unit ends well"):
    equal(unit.stop(), 0, "exit status")
    assert "panicked" not in unit.log.read_text(), "something panicked: see the log"
checks.finish()
