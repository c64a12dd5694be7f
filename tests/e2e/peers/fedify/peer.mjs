// A peer made with Fedify, which signs and verifies with its own code. It has one person, fay. What it gets is kept in
// memory; the test tells it what to do and asks what came over /control, which only the test knows.
//
//   node peer.mjs DOMAIN PORT KNOCK
//
// DOMAIN is how others know it (`fedify.localhost:PORT`); KNOCK is the form that its requests are signed in at first:
// `rfc9421` or `draft-cavage-http-signatures-12`.

import dns from "node:dns";
import http from "node:http";
import {
  Accept, Announce, Create, createFederation, Delete, Endpoints, Follow, generateCryptoKeyPair, isActor,
  Like, MemoryKvStore, Mention, Note, Person, PUBLIC_COLLECTION, Reject, Tombstone, Undo, Update,
} from "@fedify/fedify";
import { Temporal } from "@js-temporal/polyfill";

// Node 20 lacks it; a copy does for what Fedify wants of it.
ArrayBuffer.prototype.transfer ??= function (length = this.byteLength) {
  const copy = new ArrayBuffer(length);
  new Uint8Array(copy).set(new Uint8Array(this).subarray(0, length));
  return copy;
};

const [domain, port, firstKnock] = process.argv.slice(2);
const origin = `http://${domain}`;

// Names under `localhost` are this machine (RFC 6761), and no other name is looked up at all.
dns.lookup = (name, options, done) => {
  const [settings, callback] = typeof options === "function" ? [{}, options] : [options, done];
  if (name !== "127.0.0.1" && !name.endsWith(".localhost")) {
    return callback(Object.assign(new Error(`${name} is not looked up in a test`), { code: "ENOTFOUND" }));
  }
  return settings.all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4);
};

// Every request that Fedify makes, by the form of its signature and what came of it.
const sent = [];
const send = globalThis.fetch;
globalThis.fetch = async (input, settings) => {
  const headers = new Headers(settings?.headers ?? input.headers);
  const body = input.method === "POST" ? JSON.parse(await input.clone().text()) : null;
  const answer = await send(input, settings);
  const form = headers.has("signature-input") ? "rfc9421" : headers.has("signature") ? "draft-cavage-http-signatures-12" : "none";
  sent.push({ url: input.url ?? `${input}`, form, status: answer.status, body });
  return answer;
};

const keys = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")];
const followers = new Map();
const notes = new Map();
const received = [];

// Forgets which form a server took, so that every request begins with the first knock.
class Forgetful extends MemoryKvStore {
  async set(key, value, options) {
    if (!key.includes("httpMessageSignaturesSpec")) await super.set(key, value, options);
  }
}

const federation = createFederation({ kv: new Forgetful(), allowPrivateAddress: true, firstKnock });

federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    if (identifier !== "fay") return null;
    const pairs = await context.getActorKeyPairs(identifier);
    return new Person({
      id: context.getActorUri(identifier),
      preferredUsername: identifier,
      name: "Fay of Fedify",
      summary: "<p>A person of another program</p>",
      inbox: context.getInboxUri(identifier),
      endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
      followers: context.getFollowersUri(identifier),
      publicKey: pairs[0].cryptographicKey,
      assertionMethods: pairs.map((pair) => pair.multikey),
    });
  })
  .setKeyPairsDispatcher(() => keys);

federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({ items: [...followers.values()] }));

federation.setObjectDispatcher(Note, "/users/{identifier}/notes/{id}", (_, { id }) => notes.get(id) ?? null);

const listeners = federation.setInboxListeners("/users/{identifier}/inbox", "/inbox").setSharedKeyDispatcher(() => ({ identifier: "fay" }));
listeners.on(Follow, async (context, follow) => {
  await keep(follow);
  const follower = await follow.getActor(context);
  if (!isActor(follower)) throw new Error("the follower cannot be read");
  followers.set(follower.id.href, { id: follower.id, inboxId: follower.inboxId, endpoints: follower.endpoints });
  const accept = new Accept({ id: fresh("accepts"), actor: context.getActorUri("fay"), to: follower.id, object: follow });
  await context.sendActivity({ identifier: "fay" }, follower, accept);
});
for (const kind of [Accept, Announce, Create, Delete, Like, Reject, Undo, Update]) listeners.on(kind, (_, activity) => keep(activity));
listeners.onError((_, error) => {
  console.error("inbox:", error);
});

// What Fedify made of an activity, after it verified who sent it.
async function keep(activity) {
  received.push(await activity.toJsonLd({ format: "compact", contextLoader: undefined }).catch((error) => ({ error: `${error}` })));
}

function fresh(kind) {
  return new URL(`/${kind}/${crypto.randomUUID()}`, origin);
}

const deeds = {
  async follow(context, { actor }) {
    const target = await read(context, actor);
    const follow = new Follow({ id: fresh("follows"), actor: context.getActorUri("fay"), object: target.id, to: target.id });
    await context.sendActivity({ identifier: "fay" }, target, follow);
    return { id: follow.id.href };
  },
  async unfollow(context, { actor, id }) {
    const target = await read(context, actor);
    const follow = new Follow({ id: new URL(id), actor: context.getActorUri("fay"), object: target.id });
    await tell(context, target, new Undo({ id: fresh("undos"), actor: context.getActorUri("fay"), object: follow, to: target.id }));
  },
  // A post to all followers, and to `to` by name; an answer to `answers`. To a `group`, open or closed, by itself.
  async post(context, { text, to, answers, only, group }) {
    const id = crypto.randomUUID();
    const target = to ? await read(context, to) : null;
    const note = new Note({
      id: context.getObjectUri(Note, { identifier: "fay", id }),
      attribution: context.getActorUri("fay"),
      content: `<p>${text}</p>`,
      replyTarget: answers ? new URL(answers) : null,
      published: Temporal.Now.instant(),
      tos: only ? [target.id] : group ? [target.id, group === "closed" ? target.followersId : PUBLIC_COLLECTION] : [PUBLIC_COLLECTION],
      ccs: only || group ? [] : [context.getFollowersUri("fay"), ...(target ? [target.id] : [])],
      audiences: group ? [target.id] : [],
      tags: target ? [new Mention({ href: target.id, name: `@${target.preferredUsername}` })] : [],
    });
    notes.set(id, note);
    const create = new Create({ id: fresh("creates"), actor: context.getActorUri("fay"), object: note, tos: note.toIds, ccs: note.ccIds, audiences: note.audienceIds });
    await tell(context, only || group ? target : null, create);
    if (target && !only && !group) await tell(context, target, create);
    return { id: note.id.href };
  },
  async edit(context, { id, text }) {
    const key = id.split("/").at(-1);
    const note = notes.get(key).clone({ content: `<p>${text}</p>`, updated: Temporal.Now.instant() });
    notes.set(key, note);
    await tell(context, null, new Update({ id: fresh("updates"), actor: context.getActorUri("fay"), object: note, tos: note.toIds, ccs: note.ccIds }));
  },
  async remove(context, { id }) {
    notes.delete(id.split("/").at(-1));
    await tell(context, null, new Delete({ id: fresh("deletes"), actor: context.getActorUri("fay"), object: new Tombstone({ id: new URL(id) }), to: PUBLIC_COLLECTION }));
  },
  async like(context, { id, actor }) {
    const like = new Like({ id: fresh("likes"), actor: context.getActorUri("fay"), object: new URL(id) });
    await tell(context, await read(context, actor), like);
    return { id: like.id.href };
  },
  async announce(context, { id, actor }) {
    const boost = new Announce({ id: fresh("boosts"), actor: context.getActorUri("fay"), object: new URL(id), to: PUBLIC_COLLECTION, cc: context.getFollowersUri("fay") });
    await tell(context, await read(context, actor), boost);
    return { id: boost.id.href };
  },
  // What a signed request for a document brings.
  async fetch(context, { id }) {
    const loader = await context.getDocumentLoader({ identifier: "fay" });
    const { document } = await loader(id);
    return { document };
  },
};

async function read(context, id) {
  const loader = await context.getDocumentLoader({ identifier: "fay" });
  const found = await context.lookupObject(id, { documentLoader: loader });
  if (!isActor(found)) throw new Error(`${id} cannot be read`);
  return found;
}

async function tell(context, target, activity) {
  await context.sendActivity({ identifier: "fay" }, target ?? [...followers.values()], activity, { preferSharedInbox: true });
}

async function control(path, body) {
  if (path === "/control/received") return received;
  if (path === "/control/sent") return sent;
  if (path === "/control/followers") return [...followers.keys()];
  const deed = deeds[path.replace("/control/", "")];
  if (!deed) throw new Error(`no deed ${path}`);
  return (await deed(federation.createContext(new URL(origin)), body)) ?? {};
}

http
  .createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    try {
      if (request.url.startsWith("/control/")) {
        const answer = await control(request.url, body.length ? JSON.parse(body) : {});
        response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
        return;
      }
      const bare = request.method === "GET" || request.method === "HEAD";
      const asked = new Request(origin + request.url, { method: request.method, headers: request.headers, body: bare ? undefined : body });
      const answer = await federation.fetch(asked, { contextData: undefined });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
    } catch (error) {
      console.error(request.method, request.url, error);
      response.writeHead(500).end(`${error.stack}`);
    }
  })
  .listen(Number(port), "127.0.0.1", () => console.log("listens"));
