"""Two units, two colleagues, and the `toot` program: the main job, over HTTPS through nginx.

Anna works at HRM, Bas at IT. Everything they do with `toot` is checked on both units through the client API.
"""

import json
import re

import requests
from support.checks import Checks, contains, equal, eventually
from support.clients import Api, Browser, Socket, Toot, use_names
from support.pictures import png
from support.units import Network, workplace

PASSWORDS = {
    "anna": "korenveld wandelt zacht 17",
    "bas": "regenboog fietst hard 42",
    "olga": "klaproos danst stil 93",
}

checks = Checks("two units")
network = Network(workplace("two-units"), ["hrm.meent.test", "it.meent.test"])
use_names(network.environment())
hrm, it = network["hrm.meent.test"], network["it.meent.test"]
toots = {"anna": Toot(network, "anna"), "bas": Toot(network, "bas")}
ANNA, BAS = f"anna@{hrm.domain}", f"bas@{it.domain}"


def authorize(name):
    """What a person does with the address that toot shows: log in, allow it, copy the code."""

    def visit(address):
        browser = Browser()
        browser.open(address)
        if browser.page.find(attrs={"name": "password"}):
            browser.log_in(name, PASSWORDS[name])
        browser.send(browser.form("decision"), button=("decision", "allow"))
        return browser.page.find(id="code")["value"]

    return visit


def members(items):
    return [item["id"] for item in items]


with checks.check("two units start behind nginx and know each other"):
    network.start()
    for unit, peer in ((hrm, it), (it, hrm)):
        contains(unit.run("peer", "list"), peer.domain, "the list of peers")
        equal(requests.get(f"{unit.url}/.well-known/nodeinfo", timeout=10).status_code, 200, "nodeinfo")

with checks.check("the one-time link of the first start makes the owner, once"):
    link = re.search(rf"{re.escape(hrm.url)}/setup\S*", hrm.log.read_text()).group()
    owner = Browser()
    owner.open(link)
    names = {"unit_name": "HRM", "display_name": "Olga", "username": "olga"}
    owner.send(owner.form("password_again"), password=PASSWORDS["olga"], password_again=PASSWORDS["olga"], **names)
    contains(hrm.run("user", "list"), "olga")
    equal(requests.get(link, timeout=10).status_code, 404, "the link's second use")

with checks.check("an administrator makes accounts on the command line"):
    hrm.add_person("anna", PASSWORDS["anna"])
    it.add_person("bas", PASSWORDS["bas"])

with checks.check("toot logs Anna in at HRM through the login and authorize pages"):
    contains(toots["anna"].log_in(hrm.url, authorize("anna")), "Successfully logged in")
with checks.check("toot logs Bas in at IT"):
    contains(toots["bas"].log_in(it.url, authorize("bas")), "Successfully logged in")

anna = Api(hrm.url, toots["anna"].token())
bas = Api(it.url, toots["bas"].token())

with checks.check("toot says who is logged in"):
    contains(toots["anna"]("whoami"), "anna")
    equal(bas.get("/api/v1/accounts/verify_credentials")["username"], "bas")

with checks.check("Bas follows Anna by her handle"):
    contains(toots["bas"]("follow", f"@{ANNA}"), "following")
    anna_at_it = bas.account(ANNA)
    equal(anna_at_it["acct"], ANNA, "acct")

    def following():
        return bas.get("/api/v1/accounts/relationships", **{"id[]": anna_at_it["id"]})[0]["following"]

    eventually("IT has Anna's consent", following)
    me = anna.get("/api/v1/accounts/verify_credentials")
    followers = eventually("HRM lists a follower", lambda: anna.get(f"/api/v1/accounts/{me['id']}/followers"))
    equal([one["acct"] for one in followers], [BAS], "followers")
    eventually("Anna is notified", lambda: anna.notified("follow", BAS))

with checks.check("Anna posts with an image"):
    picture = network.folder / "plattegrond.png"
    picture.write_bytes(png())
    post = toots["anna"].json(
        "post", "Welkom in de nieuwe **kantine** #lunch", "--media", str(picture),
        "--description", "De plattegrond van de kantine", "--language", "nl",
    )  # fmt: skip
    at_hrm = anna.get(f"/api/v1/statuses/{post['id']}")
    image = at_hrm["media_attachments"][0]
    equal(image["type"], "image", "media type")
    equal(image["description"], "De plattegrond van de kantine", "description")
    assert image["blurhash"], "no blurhash"
    equal((image["meta"]["original"]["width"], image["meta"]["original"]["height"]), (64, 48), "size")
    equal([tag["name"] for tag in at_hrm["tags"]], ["lunch"], "tags")

with checks.check("Bas reads it in his home timeline at IT"):
    at_it = eventually("the post is in the home timeline", lambda: bas.status_by_uri(post["uri"]))
    equal(at_it["account"]["acct"], ANNA, "author")
    equal(at_it["content"], at_hrm["content"], "content")
    equal(at_it["language"], "nl", "language")
    equal(at_it["visibility"], "public", "visibility")
    equal(at_it["media_attachments"][0]["description"], "De plattegrond van de kantine", "description")
    address = at_it["media_attachments"][0]["url"]
    # IT fetches the file in the background; until then its address answers 404.
    eventually("IT has the picture", lambda: requests.get(address, timeout=10).status_code == 200)
    shown = requests.get(address, timeout=10)
    assert shown.headers["Content-Type"].startswith("image/"), shown.headers["Content-Type"]
    contains(toots["bas"]("timelines", "home", "--no-pager", "--no-clear"), "kantine")

with checks.check("Bas replies"):
    reply = toots["bas"].json("post", f"@{ANNA} Mooi! Tot in de kantine.", "--reply-to", at_it["id"])
    equal(reply["in_reply_to_id"], at_it["id"], "reply to")

    def thread_at_hrm():
        return anna.get(f"/api/v1/statuses/{post['id']}/context")["descendants"]

    answer = eventually("the reply is under the post at HRM", thread_at_hrm)[0]
    equal(answer["uri"], reply["uri"], "uri")
    equal(answer["account"]["acct"], BAS, "author")
    equal(answer["in_reply_to_id"], post["id"], "reply to")
    mention = eventually("Anna is notified", lambda: anna.notified("mention", BAS))
    equal(mention["status"]["id"], answer["id"], "notification")
    equal(anna.get(f"/api/v1/statuses/{post['id']}")["replies_count"], 1, "replies")
    equal(members(bas.get(f"/api/v1/statuses/{at_it['id']}/context")["descendants"]), [reply["id"]], "thread at IT")

with checks.check("what Anna posts comes to Bas on an open stream, also through the proxy"):
    told = [Socket(network, it, toots["bas"].token(), "user"), bas.events("/api/v1/streaming/user")]
    live = anna.post("/api/v1/statuses", status="De soep is klaar #lunch")
    for stream in told:
        event, payload = next(one for one in stream if one[0] == "update")
        equal(json.loads(payload)["uri"], live["uri"], "the post that was told")
    told[0].close()

with checks.check("Bas favourites it"):
    contains(toots["bas"]("favourite", at_it["id"]), "favourited")
    equal(bas.get(f"/api/v1/statuses/{at_it['id']}")["favourited"], True, "favourited")
    eventually("HRM counts it", lambda: anna.get(f"/api/v1/statuses/{post['id']}")["favourites_count"] == 1)
    by = anna.get(f"/api/v1/statuses/{post['id']}/favourited_by")
    equal([one["acct"] for one in by], [BAS], "favourited by")
    eventually("Anna is notified", lambda: anna.notified("favourite", BAS))

with checks.check("Bas boosts it"):
    contains(toots["bas"]("reblog", at_it["id"]), "reblogged")
    equal(bas.get(f"/api/v1/statuses/{at_it['id']}")["reblogged"], True, "reblogged")
    eventually("HRM counts it", lambda: anna.get(f"/api/v1/statuses/{post['id']}")["reblogs_count"] == 1)
    eventually("Anna is notified", lambda: anna.notified("reblog", BAS))
    contains(toots["anna"]("reblogged-by", post["id"]), BAS)

with checks.check("an edit arrives, with its history"):
    edited = anna.call("PUT", f"/api/v1/statuses/{post['id']}", json={"status": "Welkom in de nieuwe eetzaal #lunch"})
    equal(edited.status_code, 200, "status")
    eventually("IT has it", lambda: "eetzaal" in bas.get(f"/api/v1/statuses/{at_it['id']}")["content"])
    equal(len(bas.get(f"/api/v1/statuses/{at_it['id']}/history")), 2, "versions")

with checks.check("Bas takes back his favourite and his boost"):
    toots["bas"]("unfavourite", at_it["id"])
    toots["bas"]("unreblog", at_it["id"])

    def nothing_left():
        seen = anna.get(f"/api/v1/statuses/{post['id']}")
        return seen["favourites_count"] == 0 and seen["reblogs_count"] == 0

    eventually("HRM counts none", nothing_left)

with checks.check("a post for followers arrives; one for the own unit never leaves"):
    inside = anna.post("/api/v1/statuses", status="Alleen voor HRM", local_only=True)
    private = anna.post("/api/v1/statuses", status="Voor mijn volgers", visibility="private")
    seen = eventually("the follower has it", lambda: bas.status_by_uri(private["uri"]))
    equal(seen["visibility"], "private", "visibility")
    # Deliveries keep their order, so the earlier post would be here by now.
    assert not bas.status_by_uri(inside["uri"]), "the unit's own post left the unit"
    found = bas.get("/api/v2/search", q=inside["url"], resolve="true", type="statuses")["statuses"]
    equal(found, [], "search by address")

with checks.check("a direct message reaches the one it is for"):
    direct = bas.post("/api/v1/statuses", status=f"@{ANNA} onder ons", visibility="direct")

    def message():
        one = anna.notified("mention", BAS)
        return one and one["status"]["uri"] == direct["uri"] and one["status"]

    equal(eventually("Anna has it", message)["visibility"], "direct", "visibility")

with checks.check("Anna posts on the web page, without JavaScript, and Bas has it"):
    page = Browser()
    page.open(f"{hrm.url}/login")
    page.log_in("anna", PASSWORDS["anna"])
    page.send(page.form("text"), text="De *vergadering* is verplaatst")
    contains(page.page.get_text(), "vergadering", "the page")
    home = lambda: [one["content"] for one in bas.get("/api/v1/timelines/home")]  # noqa: E731
    eventually("the post is at IT", lambda: any("<em>vergadering</em>" in content for content in home()))

with checks.check("a unit that was killed gets what it missed, once and in order"):
    equal(it.kill(), -9, "exit status")
    missed = [anna.post("/api/v1/statuses", status=f"Bericht {number}")["uri"] for number in range(5)]
    it.start()

    def caught_up():
        uris = [item["uri"] for item in bas.get("/api/v1/timelines/home")]
        return [uri for uri in uris if uri in missed] == missed[::-1]

    eventually("all five are there", caught_up, seconds=45)
    contains(hrm.run("peer", "show", it.domain), it.domain, "the peer's state")

with checks.check("Bas deletes his reply"):
    contains(toots["bas"]("delete", reply["id"]), "deleted")
    equal(bas.status_of(f"/api/v1/statuses/{reply['id']}"), 404, "at IT")
    eventually("HRM forgets it", lambda: not thread_at_hrm())
    equal(anna.status_of(f"/api/v1/statuses/{answer['id']}"), 404, "at HRM")

with checks.check("Anna deletes the post"):
    contains(toots["anna"]("delete", post["id"]), "deleted")
    equal(anna.status_of(f"/api/v1/statuses/{post['id']}"), 404, "at HRM")
    eventually("IT forgets it", lambda: bas.status_of(f"/api/v1/statuses/{at_it['id']}") == 404)
    assert not bas.status_by_uri(post["uri"]), "still in the home timeline"

with checks.check("Bas unfollows Anna"):
    toots["bas"]("unfollow", f"@{ANNA}")
    eventually("HRM has no follower", lambda: not anna.get(f"/api/v1/accounts/{me['id']}/followers"))

with checks.check("who is not in the network gets nothing"):
    activity = {"Accept": "application/activity+json"}
    person = eventually("Anna's id", lambda: anna_at_it["uri"])
    equal(requests.get(person, headers=activity, timeout=10).status_code, 401, "an unsigned request for a person")
    body = {"@context": "https://www.w3.org/ns/activitystreams", "type": "Like", "id": "https://x.example/1"}
    sent = requests.post(f"{hrm.url}/inbox", json=body, headers=activity, timeout=10)
    equal(sent.status_code, 401, "an unsigned delivery")
    equal(requests.get(f"{hrm.url}/api/v1/timelines/public", timeout=10).status_code, 401, "a timeline without login")

with checks.check("the web pages are behind the login, and Anna gets in"):
    browser = Browser()
    browser.open(f"{hrm.url}/")
    assert browser.page.find(attrs={"name": "password"}), "no login form"
    browser.log_in("anna", PASSWORDS["anna"])
    contains(browser.page.get_text(), "Bericht 4", "the home page")
    wrong = Browser()
    wrong.open(f"{hrm.url}/login")
    answer = wrong.session.post(wrong.address, data={"username": "anna", "password": "x"}, timeout=10)
    assert answer.status_code in (400, 403), f"a form without its token: {answer.status_code}"

with checks.check("both units stop when told to, and say nothing alarming"):
    for unit in (hrm, it):
        equal(unit.stop(), 0, f"{unit.domain}: exit status")
        alarming = re.findall(r".*(?:panicked|ERROR).*", unit.log.read_text())
        equal(alarming, [], f"{unit.domain}: log")

checks.finish()
