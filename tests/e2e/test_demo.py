"""`meent demo`: three units on one machine, with people who already talk to each other across them."""

import json
import shutil
import signal
import time
from urllib.parse import urlsplit

from support import processes
from support.checks import Checks, contains, equal, eventually
from support.clients import Api, Browser, use_names
from support.units import MEENT, workplace

# A debug build draws the people's pictures slowly; the ten seconds of the release build are not measured here.
READY_WITHIN = 120

checks = Checks("demo")
folder = workplace("demo")
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
log = folder / "log"


def start():
    """Starts the demo; returns its process and the units that it announces when it is ready."""
    command = [MEENT, "demo", "--dir", str(folder / "data"), "--port", str(port), "--json"]
    announced = folder / "announced"
    announced.unlink(missing_ok=True)
    process = processes.start(["sh", "-c", f'exec "$@" >"{announced}"', "sh", *command], log, cwd=folder)

    def ready():
        assert process.poll() is None, f"the demo ended with {process.returncode}: {log.read_text()[-2000:]}"
        return announced.exists() and announced.read_text().endswith("\n")

    eventually("the demo is ready", ready, seconds=READY_WITHIN)
    return process, json.loads(announced.read_text())["units"]


def three_free_ports():
    """The first of three neighbouring ports that are free."""
    while True:
        first = processes.free_port()
        if all(processes.is_free(first + step) for step in range(3)):
            return first


def api_of(unit, person=0):
    return Api(unit["url"], unit["people"][person]["token"])


port = three_free_ports()
units = []
with checks.check("it starts three units and says who can log in"):
    started = time.monotonic()
    demo, units = start()
    print(f"        ready after {time.monotonic() - started:.1f} s")
    equal([unit["name"] for unit in units], ["HRM", "IT", "Facilities"], "names")
    use_names({"E2E_NAMES": " ".join(urlsplit(unit["url"]).hostname for unit in units)})
    equal(len({unit["domain"] for unit in units}), 3, "domains")
    people = [person for unit in units for person in unit["people"]]
    assert 24 <= len(people) <= 40, f"{len(people)} people"
    for unit in units:
        contains([person["role"] for person in unit["people"]], "owner", f"{unit['name']}: roles")

for unit in units:
    with checks.check(f"{unit['name']}: everybody has a name and a picture, and the network is lively"):
        api = api_of(unit)
        me = api.get("/api/v1/accounts/verify_credentials")
        assert me["display_name"] and me["display_name"] != me["username"], me["display_name"]
        # Deliveries may still be under way when the demo says that it is ready.
        network = eventually(
            "posts of all three units",
            lambda api=api: (
                lambda posts: len({post["account"]["acct"].partition("@")[2] for post in posts}) == 3 and posts
            )(api.get("/api/v1/timelines/public", limit=40)),
            seconds=60,
        )
        languages = {post["language"] for post in network}
        assert {"nl", "en"} <= languages, languages
        eventually(
            "a reply from another unit",
            lambda api=api, network=network: any(
                "@" in answer["account"]["acct"]
                for post in network
                if post["replies_count"]
                for answer in api.get(f"/api/v1/statuses/{post['id']}/context")["descendants"]
            ),
            seconds=60,
        )

    with checks.check(f"{unit['name']}: the printed password works in a browser"):
        person = unit["people"][0]
        browser = Browser()
        browser.open(unit["url"] + "/login")
        browser.log_in(person["username"], person["password"])
        assert not browser.page.find(attrs={"name": "password"}), "still at the login page"

for unit in units:
    with checks.check(f"{unit['name']}: the group that two units own is there, with what was written in it"):
        api = api_of(unit)
        groups = {group["username"]: group for group in api.get("/api/v1/meent/groups", all="true")}
        contains(groups, "fietsen", "groups")
        written = api.get(f"/api/v1/meent/groups/{groups['fietsen']['id']}/timeline")
        authors = {post["account"]["acct"].partition("@")[0] for post in written}
        equal(authors, {"ben", "sanjay", "lotte", "lars"}, "who wrote in it")


def question_and_quote(api):
    """How many voted in the newest question, whether everybody knows, and what the newest quote quotes."""
    network = api.get("/api/v1/timelines/public", limit=40)
    asked = next((post for post in network if post["poll"]), None)
    quotes = [post["quote"] for post in network if post["quote"] and post["quote"]["state"] == "accepted"]
    return asked and quotes and (asked["poll"]["voters_count"], quotes[0]["quoted_status"]["uri"] == asked["uri"])


for unit in units:
    with checks.check(f"{unit['name']}: the question with choices has been voted in, and somebody quotes it"):
        api = api_of(unit)
        eventually("eight votes and the quote", lambda api=api: question_and_quote(api) == (8, True), seconds=60)

with checks.check("what somebody posts at HRM is at IT within seconds"):
    post = api_of(units[0]).post("/api/v1/statuses", status="Wie heeft de sleutel van de fietsenkelder?")
    seen = lambda: [one["uri"] for one in api_of(units[1]).get("/api/v1/timelines/public")]  # noqa: E731
    eventually("IT has it", lambda: post["uri"] in seen())

with checks.check("Ctrl-C stops it, and it goes on with the same data"):
    equal(processes.stop(demo, signal.SIGINT), 0, "exit status")
    demo, again = start()
    equal([unit["domain"] for unit in again], [unit["domain"] for unit in units], "domains")
    equal(
        [person["username"] for unit in again for person in unit["people"]],
        [person["username"] for unit in units for person in unit["people"]],
        "people",
    )
    units = again
    posts = api_of(units[1]).get("/api/v1/timelines/public", limit=40)
    equal([one["uri"] for one in posts].count(post["uri"]), 1, "the post of before")
    equal(processes.stop(demo, signal.SIGINT), 0, "exit status")
    assert "panicked" not in log.read_text(), "something panicked: see the log"

checks.finish()
