"""Conversations with peers that other people's software makes: Fedify in both signature forms, bovine, and the persons
of the fediverse-pasture. Each signs and verifies with its own code.

Anna works at HRM, a unit on plain HTTP under a localhost name; the peers are on this machine as well.
"""

import json
import os
import pathlib
import re
import shutil
import sys

import requests
from support import processes
from support.checks import Checks, contains, equal, eventually
from support.clients import Api, use_names
from support.units import ROOT, Unit, workplace

HERE = ROOT / "tests" / "e2e" / "peers"
# Where tests/support.sh installs what package-lock.json names.
NODE_MODULES = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target"))) / "e2e" / "fedify"

checks = Checks("other software")
folder = workplace("other-software")
shutil.rmtree(folder, ignore_errors=True)
ports = {name: processes.free_port() for name in ("hrm", "fedify", "draft", "bovine", "pasture")}
domains = {name: f"{name}.localhost:{port}" for name, port in ports.items()}
environment = {
    **os.environ,
    "PYTHONPATH": str(ROOT / "tests" / "e2e" / "names"),
    "E2E_NAMES": " ".join(f"{name}.localhost" for name in ports),
}
use_names(environment)
hrm = Unit(
    folder / "hrm",
    {
        "domain": domains["hrm"],
        "public_url": f"http://{domains['hrm']}",
        "bind": f"127.0.0.1:{ports['hrm']}",
        "data_dir": str(folder / "hrm" / "data"),
        "reach": "network",
    },
)


class Peer:
    """A server that one of the programs makes, with one person in it."""

    def __init__(self, name, person, command, cwd=None):
        self.name, self.domain = name, domains[name]
        self.handle = f"{person}@{self.domain}"
        self.actor = f"http://{self.domain}/users/{person}"
        self.log = folder / f"{name}.log"
        self.process = processes.start([str(part) for part in command], self.log, cwd=cwd or folder, env=environment)

    def ready(self):
        def listens():
            assert self.process.poll() is None, f"{self.name} ended: {self.log.read_text()[-2000:]}"
            return "listens" in self.log.read_text()

        eventually(f"{self.name} listens", listens, seconds=30)
        return self

    def __call__(self, deed, **body):
        answer = requests.post(f"http://{self.domain}/control/{deed}", json=body, timeout=30)
        assert answer.status_code == 200, f"{self.name} cannot {deed}: {answer.status_code} {answer.text[:600]}"
        return answer.json()

    def got(self, kind, piece=""):
        """An activity of this kind with this piece in it, taken by the peer's software after checking the signature."""
        for activity in self("received"):
            if activity.get("type") == kind and piece in json.dumps(activity, ensure_ascii=False):
                return activity
        return None


def fedify(name, knock):
    # ES modules look for packages beside the file.
    shutil.copy(HERE / "fedify" / "peer.mjs", NODE_MODULES / "peer.mjs")
    return Peer(name, "fay", ["node", "peer.mjs", domains[name], ports[name], knock], cwd=NODE_MODULES)


def talk(peer, title):
    """Follow, post, answer, like, boost, edit, delete and unfollow, both ways."""
    there = {}
    me = anna.get("/api/v1/accounts/verify_credentials")
    anna_id = f"{hrm.url}/users/anna"

    with checks.check(f"{title}: it reads Anna by a signed request"):
        document = peer("fetch", id=anna_id)["document"]
        equal(document["preferredUsername"], "anna", "name")

    with checks.check(f"{title}: Anna finds and follows its person, who accepts"):
        there["account"] = anna.account(peer.handle)
        equal(there["account"]["uri"], peer.actor, "id")
        anna.post(f"/api/v1/accounts/{there['account']['id']}/follow")

        def following():
            return anna.get("/api/v1/accounts/relationships", **{"id[]": there["account"]["id"]})[0]["following"]

        eventually("the follow is accepted", following)
        contains(json.dumps(peer("followers")), anna_id, "its followers")

    with checks.check(f"{title}: it follows Anna, and HRM accepts"):
        there["follow"] = peer("follow", actor=anna_id)
        followers = lambda: [one["acct"] for one in anna.get(f"/api/v1/accounts/{me['id']}/followers")]  # noqa: E731
        eventually("Anna has a follower", lambda: peer.handle in followers())
        eventually("it was told", lambda: peer.got("Accept"))
        eventually("Anna is notified", lambda: anna.notified("follow", peer.handle))

    with checks.check(f"{title}: Anna's post, her edit and her deletion arrive there"):
        post = anna.post("/api/v1/statuses", status=f"Goedemorgen *{title}*", content_type="text/markdown")
        there["post"] = post
        eventually("the post", lambda: peer.got("Create", post["uri"]))
        gone = anna.post("/api/v1/statuses", status="Dit gaat weer weg")
        answer = anna.call("PUT", f"/api/v1/statuses/{gone['id']}", json={"status": "Veranderd en straks weg"})
        equal(answer.status_code, 200, "status")
        eventually("the edit", lambda: peer.got("Update", "Veranderd"))
        equal(anna.call("DELETE", f"/api/v1/statuses/{gone['id']}").status_code, 200, "status")
        eventually("the deletion", lambda: peer.got("Delete", gone["uri"]))

    with checks.check(f"{title}: its post is in Anna's home timeline, and an edit follows"):
        note = peer("post", text=f"A post by way of {title}")
        there["note"] = eventually("the post", lambda: anna.status_by_uri(note["id"]))
        contains(there["note"]["content"], f"by way of {title}", "content")
        peer("edit", id=note["id"], text="edited elsewhere")
        status = lambda: anna.get(f"/api/v1/statuses/{there['note']['id']}")  # noqa: E731
        eventually("the edit", lambda: "edited elsewhere" in status()["content"])

    with checks.check(f"{title}: answers are under the post on both sides"):
        answer = peer("post", text="an answer from outside", to=anna_id, answers=there["post"]["uri"])
        thread = lambda: anna.get(f"/api/v1/statuses/{there['post']['id']}/context")["descendants"]  # noqa: E731
        found = eventually("the answer", thread)[0]
        equal(found["uri"], answer["id"], "id")
        eventually("Anna is notified", lambda: anna.notified("mention", peer.handle))
        reply = anna.post("/api/v1/statuses", status=f"@{peer.handle} dank je", in_reply_to_id=there["note"]["id"])
        eventually("Anna's answer", lambda: peer.got("Create", reply["uri"]))

    with checks.check(f"{title}: likes and boosts are counted on Anna's side"):
        peer("like", id=there["post"]["uri"], actor=anna_id)
        peer("announce", id=there["post"]["uri"], actor=anna_id)

        def counted():
            seen = anna.get(f"/api/v1/statuses/{there['post']['id']}")
            return (seen["favourites_count"], seen["reblogs_count"]) == (1, 1)

        eventually("both", counted)

    with checks.check(f"{title}: Anna's like, boost and their end arrive there"):
        for deed, kind in (("favourite", "Like"), ("reblog", "Announce")):
            anna.post(f"/api/v1/statuses/{there['note']['id']}/{deed}")
            eventually(kind, lambda kind=kind: peer.got(kind, there["note"]["uri"]))
        anna.post(f"/api/v1/statuses/{there['note']['id']}/unfavourite")
        eventually("Undo", lambda: peer.got("Undo", there["note"]["uri"]))

    with checks.check(f"{title}: a message for Anna alone is for her alone"):
        message = peer("post", text="only for Anna", to=anna_id, only=True)

        def arrived():
            one = anna.notified("mention", peer.handle)
            return one and one["status"]["uri"] == message["id"] and one["status"]

        equal(eventually("the message", arrived)["visibility"], "direct", "visibility")
        found = bart.get("/api/v2/search", q=message["id"], resolve="true", type="statuses")["statuses"]
        equal(found, [], "what a colleague finds")

    with checks.check(f"{title}: what it deletes is gone, and so is its follow"):
        peer("remove", id=there["note"]["uri"])
        eventually("the post is gone", lambda: anna.status_of(f"/api/v1/statuses/{there['note']['id']}") == 404)
        peer("unfollow", actor=anna_id, id=there["follow"]["id"])
        followers = lambda: [one["acct"] for one in anna.get(f"/api/v1/accounts/{me['id']}/followers")]  # noqa: E731
        eventually("Anna has a follower less", lambda: peer.handle not in followers())


def in_groups(peer, title):
    """Its person joins an open and a closed group of HRM, posts and reads there, and is removed."""
    there = {}
    timeline = lambda group: anna.get(f"/api/v1/meent/groups/{group['id']}/timeline")  # noqa: E731

    def group_of(access):
        name = f"{access}_{peer.name}"
        group = anna.post("/api/v1/meent/groups", name=name, title=f"{title}, {access}", note="", access=access)
        return {**group, "members": f"/api/v1/meent/groups/{group['id']}/members"}

    def is_member(group):
        return peer.handle in [one["acct"] for one in anna.get(group["members"])]

    def cannot_read(uri):
        hidden.add(uri)
        answer = requests.post(f"http://{peer.domain}/control/fetch", json={"id": uri}, timeout=30)
        assert answer.status_code != 200, f"it reads {uri}: {answer.text}"

    def posts_to(group, text):
        note = peer("post", text=text, to=group["uri"], group=group["access"])
        eventually("the post is in the group", lambda: note["id"] in [post["uri"] for post in timeline(group)])
        return note

    with checks.check(f"{title}: its person joins an open group, posts there and gets what the group passes on"):
        group = there["open"] = group_of("open")
        peer("follow", actor=group["uri"])
        eventually("a member", lambda: is_member(group))
        eventually("it was told", lambda: peer.got("Accept", group["uri"]))
        note = posts_to(group, "from outside, for the group")
        eventually("its own post, passed on as it is", lambda: peer.got("Announce", note["id"]))
        post = anna.post("/api/v1/statuses", status=f"@{group['acct']} van Anna, voor de groep")
        equal(post["visibility"], "public", "visibility")

        def passed_on():
            announced = [one["object"] for one in peer("received") if one["type"] == "Announce"]
            whole = [one for one in announced if isinstance(one, dict) and one.get("type") == "Create"]
            return post["uri"] in announced and post["uri"] in [one["object"]["id"] for one in whole]

        eventually("Anna's post, as an activity and plainly", passed_on)

    with checks.check(f"{title}: a closed group lets its person in when a moderator says so"):
        group = there["closed"] = group_of("closed")
        there["ask"] = peer("follow", actor=group["uri"])
        requests_of = f"/api/v1/meent/groups/{group['id']}/requests"
        asked = eventually("the request", lambda: anna.get(requests_of))
        equal([one["acct"] for one in asked], [peer.handle], "who asks")
        assert not peer.got("Accept", group["uri"]), "accepted before anybody said so"
        secret = anna.post("/api/v1/statuses", status=f"@{group['acct']} alleen voor de groep")
        equal(secret["visibility"], "private", "visibility")
        cannot_read(secret["uri"])
        anna.post(f"{requests_of}/{asked[0]['id']}/authorize")
        eventually("it was told", lambda: peer.got("Accept", group["uri"]))
        contains(json.dumps(peer("fetch", id=secret["uri"])), "alleen voor de groep", "what a member reads")

    with checks.check(f"{title}: what is said in the closed group stays among its members"):
        group = there["closed"]
        note = posts_to(group, "for members only")
        answer = anna.post("/api/v1/statuses", status="dank je", in_reply_to_id=anna.find_post(note["id"])["id"])
        equal(answer["visibility"], "private", "visibility")
        eventually("Anna's answer is passed on", lambda: peer.got("Announce", answer["uri"]))
        equal(bart.find_post(note["id"]), None, "what a colleague finds who is no member")
        equal(bart.status_of(f"/api/v1/statuses/{answer['id']}"), 404, "status")

    with checks.check(f"{title}: who is removed is told, and gets nothing more"):
        group, who = there["closed"], anna.account(peer.handle)
        anna.post(f"/api/v1/meent/groups/{group['id']}/remove", account_id=who["id"], reason="Klaar")
        eventually("it was told", lambda: peer.got("Reject", group["uri"]))
        assert not is_member(group), "still a member"
        later = anna.post("/api/v1/statuses", status=f"@{group['acct']} zonder gasten")
        sign = anna.post("/api/v1/statuses", status=f"@{there['open']['acct']} voor iedereen")
        eventually("what comes after it", lambda: peer.got("Announce", sign["uri"]))
        assert not peer.got("Announce", later["uri"]), "it still gets what the group passes on"
        cannot_read(later["uri"])


anna = bart = None
peers = []
# What a peer asked for and was not shown, as it should be.
hidden = set()
with checks.check("a unit and its peers start, and the peers are members"):
    hrm.start()
    for name in ("anna", "bart"):
        hrm.add_person(name, "korenveld wandelt zacht 17")
    anna, bart = (Api(hrm.url, hrm.token_for(name)) for name in ("anna", "bart"))
    peers = [
        fedify("fedify", "rfc9421"),
        fedify("draft", "draft-cavage-http-signatures-12"),
        Peer("bovine", "bo", [sys.executable, HERE / "bovine_peer.py", domains["bovine"], ports["bovine"]]),
    ]
    for name in ("fedify", "draft", "bovine", "pasture"):
        hrm.run("peer", "add", domains[name])
    for peer in peers:
        peer.ready()

for peer, title in zip(peers, ("Fedify with RFC 9421", "Fedify with draft-cavage", "bovine"), strict=False):
    talk(peer, title)
    in_groups(peer, title)

for peer, form in zip(peers, ("rfc9421", "draft-cavage-http-signatures-12"), strict=False):
    with checks.check(f"{peer.name}: every request was signed in its form, and taken"):
        sent = [one for one in peer("sent") if domains["hrm"] in one["url"] and one["form"] != "none"]
        # Fedify signs the fragment of a key's address as part of the target, which no server is sent (RFC 9110, section
        # 7.1). It knocks again in the other form then.
        whole = [one for one in sent if "#" not in one["url"] and one["url"] not in hidden]
        posts = [one for one in whole if one["url"].endswith("/inbox")]
        assert len(posts) >= 8 and len(whole) > len(posts), f"{len(posts)} of {len(whole)} requests are deliveries"
        equal([one for one in whole if one["form"] != form or one["status"] >= 400], [], "others")

with checks.check("what the programs sent is kept, to be read again without them"):
    for peer, software in zip(peers, ("fedify", "fedify-draft", "bovine"), strict=False):
        kept = {"actor": requests.get(peer.actor, headers={"Accept": "application/activity+json"}, timeout=10).json()}
        for one in peer("sent"):
            if one.get("body"):
                inside = "-group" if one["body"].get("audience") else ""
                kept.setdefault(one["body"]["type"].lower() + inside, one["body"])
        assert len(kept) >= 9, f"{software}: {list(kept)}"
        (folder / "recorded" / software).mkdir(parents=True, exist_ok=True)
        for name, document in kept.items():
            text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
            (folder / "recorded" / software / f"{name}.json").write_text(text)

with checks.check("the persons of the pasture: who signs is let in, who does not is not"):
    command = [sys.executable, HERE / "pasture.py", domains["pasture"], ports["pasture"]]
    processes.start([str(part) for part in command], folder / "pasture.log", cwd=folder, env=environment)
    home = f"http://{domains['pasture']}/"

    def answers():
        try:
            return requests.get(home, timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    eventually("the pasture listens", answers, seconds=30)
    asked = {"data": {"actor_uri": f"{hrm.url}/users/anna"}, "headers": {"Accept": "application/json"}}
    result = requests.post(home, timeout=120, **asked).json()
    for person in ("bob", "claire"):
        equal(result["result"][person], {"get_actor": True, "post_inbox": True}, f"{person}, who signs")
    for person in ("alice", "dean"):
        equal(result["result"][person], {"get_actor": False, "post_inbox": False}, f"{person}, who signs nothing")
    for person in ("emily", "frank"):
        # They sign, and have no name by which a person could be known here.
        equal(result["result"][person], {"get_actor": False, "post_inbox": False}, f"{person}, who has no name")
    assert result["result"]["webfinger"], "WebFinger does not lead to the same actor"

with checks.check("the unit stops when told to, and says nothing alarming"):
    equal(hrm.stop(), 0, "exit status")
    equal(re.findall(r".*(?:panicked|ERROR).*", hrm.log.read_text()), [], "log")

checks.finish()
