"""Mastodon.py's own tests from its source package, run against a unit that holds what they expect."""

import json
import pathlib
import shutil

from . import suites
from .clients import Api
from .pictures import png
from .units import MEENT, ROOT, workplace

VERSION = "2.3.3"
# The whole file replays what other servers once answered, and asks this one nothing.
ELSEWHERE = ["--ignore=tests/test_entities.py"]
# These do not run without a recording: they find the connections to close by way of its recorder. So they record anew.
RECORDING = [
    f"tests/test_streaming.py::test_stream_{name}"
    for name in ("user_direct", "user_local", "direct", "public_only_media")
]
# Ends the logins of somebody whom the others need.
LAST = ["tests/test_admin.py::test_admin_moderation"]

folder = workplace("mastodon-py")
recording = folder / "exchanges.jsonl"


def source():
    """The suite, without the moments and the sockets that were recorded: live it makes both anew."""
    path = suites.source(folder, "Mastodon.py", VERSION, f"mastodon_py-{VERSION}")
    live = folder / "live"
    shutil.rmtree(live, ignore_errors=True)
    shutil.copytree(path, live)
    for recorded in ("*.pkl", "*.ws.yaml"):
        for file in (live / "tests" / "cassettes").glob(recorded):
            file.unlink()
    return live


def cassettes():
    """What a real Mastodon answered, as the source package has it."""
    return suites.source(folder, "Mastodon.py", VERSION, f"mastodon_py-{VERSION}") / "tests"


def unit():
    """The unit at the address of the suite, running, with the people, the app and the tokens of its `setup.sql`."""
    made = suites.unit(folder / "unit", reach="internet")
    made.run("seed", str(ROOT / "tests" / "e2e" / "mastodon_py_seed.toml"))
    return made.start()


def latest():
    """The results of the last run against the program as it is now; runs the suite where there is none."""
    kept = folder / "results.json"
    program = pathlib.Path(MEENT).stat()
    made = [program.st_mtime_ns, program.st_size]
    if kept.exists() and recording.exists():
        results = json.loads(kept.read_text())
        if results["program"] == made:
            return results["results"], results["log"]
    running = unit()
    results = run()
    ask_more(running)
    ended = running.stop()
    log = {"status": ended, "panicked": "panicked" in running.log.read_text()}
    kept.write_text(json.dumps({"program": made, "results": results, "log": log}))
    return results, log


def ask_more(running):
    """Makes calls that the suite leaves out and whose answers were recorded elsewhere, and records them likewise."""
    api = Api(running.url, "__MASTODON_PY_TEST_ACCESS_TOKEN")
    post = api.post("/api/v1/statuses", status="Vraag maar #werk")
    file = api.call("POST", "/api/v2/media", files={"file": png()}).json()
    api.call("POST", "/api/v1/tags/werk/follow")
    calls = [("GET", path) for path in (
        f"/api/v1/media/{file['id']}", f"/api/v1/statuses/{post['id']}/source", "/api/v1/tags/werk", "/nodeinfo/2.0",
        "/api/v1/announcements", "/api/v1/followed_tags", "/api/v1/instance/terms_of_service", "/api/v1/lists",
        "/api/v1/instance/domain_blocks", "/api/v1/trends/tags", "/api/v2/suggestions", "/api/v2/filters",
        "/api/v1/filters", "/api/v1/markers?timeline[]=home", "/api/v2/notifications", "/api/v2/notifications/policy",
    )]  # fmt: skip
    calls += [("DELETE", "/api/v1/profile/avatar"), ("DELETE", "/api/v1/profile/header")]
    with open(recording, "a", encoding="utf-8") as record:
        for method, path in calls:
            answer = api.call(method, path)
            entry = {"test": "", "method": method, "url": answer.url, "body": None, "status": answer.status_code}
            record.write(json.dumps({**entry, "answer": answer.text}) + "\n")


def run(*flags):
    """Runs the suite live and records what it sends and gets; returns what `suites.run` does."""
    record, environment = suites.recorder(recording)
    path, report = source(), folder / "report.xml"
    # The package's own settings ask for a measurement of its coverage.
    common = ["-o", "addopts=", *record, *flags]
    rest = [f"--deselect={name}" for name in RECORDING + LAST]
    live = ["--disable-recording"]
    rounds = [
        (["tests"], [*live, *ELSEWHERE, *rest]),
        (RECORDING, ["--record-mode=rewrite"]),
        (LAST, live),
    ]
    results = {}
    for tests, flags in rounds:
        results |= suites.run(path, report, tests, *common, *flags, prefix="tests.", seconds=1800, **environment)
    return results
