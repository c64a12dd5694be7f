"""Two units come together by invitation on the command line, and the doctor finds them well; over TLS and nginx."""

import json

from support import processes
from support.checks import Checks, contains, equal, eventually
from support.clients import Api, use_names
from support.units import MEENT, Network, workplace

PASSWORD = "korenveld wandelt zacht 17"

checks = Checks("invitation")
network = Network(workplace("invitation"), ["hrm.meent.test", "it.meent.test"])
use_names(network.environment())
hrm, it = network["hrm.meent.test"], network["it.meent.test"]


def refused(unit, *arguments):
    """Runs a command that has to fail and returns what it said."""
    done = processes.run([MEENT, *arguments, "--config", str(unit.config)], cwd=unit.folder)
    assert done.returncode != 0, f"meent {' '.join(arguments)} did not fail: {done.stdout}"
    return done.stdout + done.stderr


def state(unit, peer):
    return json.loads(unit.run("peer", "show", peer.domain, "--json"))


def findings(unit, peer):
    return {row["check"]: row for row in json.loads(unit.run("doctor", peer.domain, "--json"))}


with checks.check("two units start that do not know each other"):
    network.start(peered=False)
    for unit, name in ((hrm, "anna"), (it, "bas")):
        unit.add_person(name, PASSWORD)
        equal(unit.run("peer", "list", "--json").strip(), "[]")

with checks.check("a link for one unit is printed, and another unit cannot use it up"):
    made = json.loads(hrm.run("peer", "invite", it.domain, "--json"))
    equal(state(hrm, it)["state"], "invited")
    contains(refused(hrm, "peer", "accept", made["link"], "--yes"), "this unit itself")
    contains(refused(it, "peer", "accept", made["link"][:-1], "--yes"), "does not know this invitation")
    contains(refused(it, "peer", "accept", made["link"]), "--yes")
    other_key = refused(it, "peer", "accept", made["link"], "--yes", "--fingerprint", "00ff")
    contains(other_key, "not the one that was shown")

with checks.check("it is accepted once, and both show what was agreed"):
    said = it.run("peer", "accept", made["link"], "--yes", "--fingerprint", made["fingerprint"])
    contains(said, "members of one network now")
    for unit, peer in ((hrm, it), (it, hrm)):
        shown = state(unit, peer)
        equal(shown["state"], "member")
        equal(shown["agreement_holds"], True)
        equal((shown["invited_by"], shown["accepted_by"]), (hrm.domain, it.domain))
        contains(unit.run("peer", "show", peer.domain), "both hold")
    equal(state(it, hrm)["fingerprint"], made["fingerprint"])

with checks.check("the doctor finds both well, in both directions and over TLS"):
    for unit, peer in ((hrm, it), (it, hrm)):
        found = findings(unit, peer)
        equal([row for row in found.values() if row["outcome"] == "failed"], [])
        here = ("tls", "clock", "webfinger", "signed fetch", "strangers", "delivery")
        for check in (*here, "there: signed fetch", "there: tls"):
            equal(found[check]["outcome"], "ok", check)
        contains(found["tls"]["text"], "days")

with checks.check("the unit itself is looked at too"):
    own = {row["check"]: row for row in json.loads(hrm.run("doctor", "--json"))}
    for check in ("database", "media", "address"):
        equal(own[check]["outcome"], "ok", check)

with checks.check("colleagues are found whom nobody follows, by half a name"):
    anna = Api(hrm.url, hrm.token_for("anna"))

    def found():
        people = anna.get("/api/v2/search", q="ba", type="accounts")["accounts"]
        return [person["acct"] for person in people]

    eventually("bas is found", lambda: found() == [f"bas@{it.domain}"], seconds=30)

with checks.check("who has left is told apart, and the doctor says so"):
    contains(it.run("peer", "leave", hrm.domain), "which knows it")
    eventually("hrm hears of it", lambda: state(hrm, it)["state"] == "left", seconds=30)
    contains(refused(hrm, "doctor", it.domain), "invite it again")

with checks.check("both units stop when told to"):
    for unit in (hrm, it):
        equal(unit.stop(), 0, f"{unit.domain}: exit status")

checks.finish()
