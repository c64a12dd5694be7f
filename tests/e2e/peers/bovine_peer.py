"""A peer made with bovine, which signs and verifies with its own code. It has one person, bo. The test tells it what to
do and asks what came over /control, as with the other peer.

    python bovine_peer.py DOMAIN PORT
"""

import asyncio
import json
import sys
import uuid
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from bovine.activitystreams import Actor
from bovine.clients.signed_http import SignedHttpClient, legacy_digest_method_uppercase
from bovine.crypto import build_validate_http_signature_raw, generate_rsa_public_private_key
from bovine.crypto.types import CryptographicIdentifier

ACTIVITY = "application/activity+json"
CONTEXT = "https://www.w3.org/ns/activitystreams"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"

domain, port = sys.argv[1], int(sys.argv[2])
origin = f"http://{domain}"
BO = f"{origin}/users/bo"
public_key, private_key = generate_rsa_public_private_key()
actor = Actor(
    id=BO,
    preferred_username="bo",
    name="Bo of bovine",
    inbox=f"{BO}/inbox",
    outbox=f"{BO}/outbox",
    followers=f"{BO}/followers",
    public_key=public_key,
    public_key_name="main-key",
).build()
followers, notes, received, refused, sent = {}, {}, [], [], []


def fresh(kind):
    return f"{origin}/{kind}/{uuid.uuid4()}"


def now():
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Peer:
    def __init__(self, session):
        self.client = SignedHttpClient(session, f"{BO}#main-key", private_key, legacy_digest_method_uppercase)
        self.validate = build_validate_http_signature_raw(self.key)

    async def read(self, url):
        answer = await self.client.get(url)
        text = await answer.text()
        if answer.status != 200:
            raise ValueError(f"{url}: {answer.status} {text[:200]}")
        return json.loads(text)

    async def key(self, key_id):
        owner = await self.read(key_id)
        return CryptographicIdentifier.from_pem(owner["publicKey"]["publicKeyPem"], owner["id"])

    async def send(self, kind, object_, whom, **more):
        """Sends an activity to the inbox of `whom`, or those of all followers."""
        activity = {"@context": CONTEXT, "id": fresh(kind.lower()), "type": kind, "actor": BO, "object": object_}
        activity.update(more)
        for one in [whom] if whom else list(followers):
            inbox = (await self.read(one))["inbox"]
            answer = await self.client.post(inbox, json.dumps(activity))
            sent.append({"url": inbox, "form": "draft", "status": answer.status, "body": activity})
            if answer.status >= 300:
                raise ValueError(f"{inbox}: {answer.status} {await answer.text()}")
        return activity

    async def take(self, request):
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}

        async def given():
            return body

        owner = await self.validate(request.method, str(request.url), headers, given)
        activity = json.loads(body)
        if owner is None or activity["actor"] != owner:
            refused.append({"owner": owner, "headers": headers, "body": activity})
            return web.Response(status=401)
        received.append(activity)
        if activity["type"] == "Follow":
            followers[activity["actor"]] = True
            # After the answer, as a server with a queue does it.
            task = asyncio.create_task(self.send("Accept", activity, activity["actor"]))
            running.add(task)
            task.add_done_callback(running.discard)
        return web.Response(status=202)

    async def follow(self, actor):
        return await self.send("Follow", actor, actor)

    async def unfollow(self, actor, id):
        await self.send("Undo", {"id": id, "type": "Follow", "actor": BO, "object": actor}, actor)

    async def post(self, text, to=None, answers=None, only=False, group=None):
        note = {
            "id": fresh("notes"), "type": "Note", "attributedTo": BO, "content": f"<p>{text}</p>", "published": now(),
            "to": [to] if only else [PUBLIC], "cc": [] if only else [f"{BO}/followers", *([to] if to else [])],
            "inReplyTo": answers, "tag": [{"type": "Mention", "href": to, "name": "@x"}] if to else [],
        }  # fmt: skip
        notes[note["id"]] = note
        if group:
            members = (await self.read(to))["followers"]
            note |= {"to": [to, members if group == "closed" else PUBLIC], "cc": [], "audience": to}
            await self.send("Create", note, to, to=note["to"], audience=to)
            return note
        addresses = {"to": note["to"], "cc": note["cc"]}
        if not only and followers:
            await self.send("Create", note, None, **addresses)
        if to and to not in (followers if not only else {}):
            await self.send("Create", note, to, **addresses)
        return note

    async def edit(self, id, text):
        notes[id] = {**notes[id], "content": f"<p>{text}</p>", "updated": now()}
        await self.send("Update", notes[id], None, to=[PUBLIC])

    async def remove(self, id):
        del notes[id]
        await self.send("Delete", {"id": id, "type": "Tombstone"}, None, to=[PUBLIC])

    async def like(self, id, actor):
        return await self.send("Like", id, actor)

    async def announce(self, id, actor):
        return await self.send("Announce", id, actor, to=[PUBLIC], cc=[f"{BO}/followers"])

    async def fetch(self, id):
        return {"document": await self.read(id)}


running = set()


def served(document):
    return web.Response(text=json.dumps(document), content_type=ACTIVITY)


async def main():
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=aiohttp.ThreadedResolver()))
    peer = Peer(session)
    deeds = {"follow", "unfollow", "post", "edit", "remove", "like", "announce", "fetch"}

    async def webfinger(request):
        return web.json_response(
            {"subject": request.query["resource"], "links": [{"rel": "self", "type": ACTIVITY, "href": BO}]},
            content_type="application/jrd+json",
        )

    async def note(request):
        found = notes.get(f"{origin}/notes/{request.match_info['id']}")
        return served({"@context": CONTEXT, **found}) if found else web.Response(status=404)

    async def control(request):
        name = request.match_info["deed"]
        lists = {"received": received, "followers": list(followers), "refused": refused, "sent": sent}
        if name in lists:
            return web.json_response(lists[name])
        if name not in deeds:
            return web.Response(status=404)
        return web.json_response(await getattr(peer, name)(**await request.json()) or {})

    async def person(_):
        return served(actor)

    app = web.Application()
    app.add_routes(
        [
            web.get("/users/bo", person),
            web.post("/users/bo/inbox", peer.take),
            web.get("/.well-known/webfinger", webfinger),
            web.get("/notes/{id}", note),
            web.route("*", "/control/{deed}", control),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("listens", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
