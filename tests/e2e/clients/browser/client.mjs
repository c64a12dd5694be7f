// A client in a browser, on another origin than the unit's: the browser sends the preflights and keeps from the script what
// the unit does not let it read. What was found goes back to the test that served this page.

const { unit, token, reader, posts, author, tag } = await (await fetch("setup.json")).json();
const found = [];

async function check(what, does) {
  try {
    await does();
    found.push({ what, problem: null });
  } catch (problem) {
    found.push({ what, problem: `${problem}` });
  }
}

function holds(condition, otherwise) {
  if (!condition) throw new Error(otherwise);
}

const bearer = { Authorization: `Bearer ${token}` };

async function call(method, path, { headers = {}, body, json } = {}) {
  if (json) {
    headers = { ...headers, "Content-Type": "application/json" };
    body = JSON.stringify(json);
  }
  const answer = await fetch(unit + path, { method, headers, body, credentials: "omit", mode: "cors" });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, data: text && text[0] != "<" ? JSON.parse(text) : text };
}

async function good(method, path, options = {}) {
  const answer = await call(method, path, { ...options, headers: { ...bearer, ...options.headers } });
  holds(answer.status === 200, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.data).slice(0, 200)}`);
  return answer;
}

function links(answer) {
  const header = answer.headers.get("Link") ?? "";
  return Object.fromEntries([...header.matchAll(/<([^>]+)>;\s*rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]));
}

// ------------------------------------------------------------------------------------------- what other origins may do

await check("every method with headers of its own gets through its preflight", async () => {
  const key = { "Idempotency-Key": crypto.randomUUID() };
  const made = await good("POST", "/api/v1/statuses", { headers: key, json: { status: "From another origin" } });
  const again = await good("POST", "/api/v1/statuses", { headers: key, json: { status: "From another origin" } });
  holds(again.data.id === made.data.id, "the same key made two posts");
  await good("PUT", `/api/v1/statuses/${made.data.id}`, { json: { status: "Changed" } });
  await good("PATCH", "/api/v1/accounts/update_credentials", { json: { note: "I work in a browser" } });
  await good("DELETE", `/api/v1/statuses/${made.data.id}`);
});

await check("what a script may read: limits, request id, links", async () => {
  const answer = await good("GET", "/api/v1/timelines/home?limit=1");
  for (const name of ["Link", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-Id"]) {
    holds(answer.headers.get(name), `${name} is not there to be read`);
  }
});

await check("an error can be read, in Mastodon's form", async () => {
  for (const [path, status] of [["/api/v1/accounts/1234567", 404], ["/api/v1/no_such_thing", 404]]) {
    const answer = await call("GET", path, { headers: bearer });
    holds(answer.status === status && answer.data.error, `${path}: ${answer.status} ${JSON.stringify(answer.data)}`);
  }
  const answer = await call("GET", "/api/v1/timelines/home", { headers: { Authorization: "Bearer nonsense" } });
  holds(answer.status === 401 && answer.data.error, `a bad token: ${answer.status}`);
});

await check("a token is asked for and given back from another origin", async () => {
  const app = await call("POST", "/api/v1/apps", {
    json: { client_name: "Browser", redirect_uris: `${location.origin}/`, scopes: "read" },
  });
  holds(app.data.client_id, JSON.stringify(app.data));
  const credentials = { client_id: app.data.client_id, client_secret: app.data.client_secret };
  const token = await call("POST", "/oauth/token", {
    body: new URLSearchParams({ ...credentials, grant_type: "client_credentials", scope: "read" }),
  });
  holds(token.data.access_token && token.data.created_at && token.data.scope, JSON.stringify(token.data));
  const body = { ...credentials, token: token.data.access_token };
  for (const turn of ["first", "second"]) {
    const revoked = await call("POST", "/oauth/revoke", { json: body, headers: { "X-Anything": "1" } });
    holds(revoked.status === 200, `${turn} time: ${revoked.status}`);
  }
  const unknown = await call("POST", "/oauth/token", {
    json: { client_id: "unknown", client_secret: "x", grant_type: "client_credentials" },
  });
  holds(unknown.status === 401 && unknown.data.error === "invalid_client", JSON.stringify(unknown.data));
});

await check("the pages of people are not for other origins", async () => {
  for (const path of ["/login", "/oauth/authorize", "/home"]) {
    const read = await fetch(unit + path, { credentials: "omit" }).then(() => true, () => false);
    holds(!read, `${path} can be read`);
  }
});

await check("NodeInfo says 2.1 only, serves 2.0 too, and names whose API it is", async () => {
  const discovery = await call("GET", "/.well-known/nodeinfo", { headers: { "X-Anything": "1" } });
  const schemas = discovery.data.links.map((link) => link.rel).filter((rel) => rel.includes("nodeinfo"));
  holds(schemas.length === 1 && schemas[0].endsWith("/ns/schema/2.1"), schemas.join());
  const href = discovery.data.links.find((link) => link.rel === schemas[0]).href;
  holds(href.startsWith(unit), href);
  for (const path of [href.slice(unit.length), "/nodeinfo/2.0"]) {
    const { data } = await call("GET", path);
    holds(data.software.name === "meent", `${path}: ${data.software.name}`);
    holds(data.metadata.upstream.name === "mastodon", `${path}: ${JSON.stringify(data.metadata)}`);
  }
});

await check("names are found by WebFinger from another origin", async () => {
  const host = new URL(unit).host;
  const answer = await call("GET", `/.well-known/webfinger?resource=acct:${author.username}@${host}`);
  holds(answer.status === 200 && answer.data.subject, `${answer.status} ${JSON.stringify(answer.data)}`);
});

// --------------------------------------------------------------------------------------------------- a thousand posts

async function walk(first, direction, headers) {
  const ids = [];
  let url = first;
  let last;
  while (url) {
    const answer = await good("GET", url.slice(unit.length), { headers });
    if (answer.data.length === 0) break;
    const page = answer.data.map((post) => post.id);
    ids.push(...(direction === "next" ? page : page.reverse()));
    last = links(answer);
    holds(!last[direction] || last[direction].startsWith(`${unit}/api/`), `not absolute: ${last[direction]}`);
    url = last[direction];
  }
  return { ids, last };
}

for (const path of [`/api/v1/accounts/${author.id}/statuses`, "/api/v1/timelines/home", `/api/v1/timelines/tag/${tag}`, "/api/v1/timelines/public"]) {
  await check(`${path}: ${posts} posts by their links, down and up, without gap or repeat`, async () => {
    // Whoever wrote them reads their home; what everybody reads is read by somebody else. Each has a limit of calls.
    const headers = path.endsWith("/home") ? bearer : { Authorization: `Bearer ${reader}` };
    const { ids, last } = await walk(`${unit}${path}?limit=40`, "next", headers);
    holds(new Set(ids).size === ids.length, "a post came twice on the way down");
    holds(ids.length >= posts, `${ids.length} on the way down`);
    holds(ids.every((id, at) => at === 0 || BigInt(id) < BigInt(ids[at - 1])), "not newest first");
    const up = await walk(last.prev, "prev", headers);
    holds(new Set(up.ids).size === up.ids.length, "a post came twice on the way up");
    const below = ids.indexOf(up.ids[0]);
    holds(JSON.stringify(up.ids) === JSON.stringify(ids.slice(0, below + 1).reverse()), "the way up is another one");
    holds(below >= ids.length - 41, "the way up begins too high");
  });
}

// --------------------------------------------------------------------------------- what two clients ask for at the start

const ask = (paths) => async () => {
  const problems = [];
  for (const path of paths) {
    const answer = await call("GET", path, { headers: bearer });
    if (answer.status !== 200) problems.push(`${path}: ${answer.status}`);
  }
  holds(problems.length === 0, problems.join(", "));
};

await check("Phanpy's first calls", async () => {
  const server = await call("GET", "/.well-known/oauth-authorization-server");
  holds(server.data.code_challenge_methods_supported.includes("S256"), "no PKCE");
  const { data } = await call("GET", "/api/v2/instance");
  holds(/^\d+\.\d+\.\d+(-[\w.]+)?(\+[\w.-]+)?$/.test(data.version), `not a version: ${data.version}`);
  holds(data.configuration.urls.streaming.startsWith("ws"), data.configuration.urls.streaming);
  holds(data.api_versions.mastodon === 7, JSON.stringify(data.api_versions));
  await ask([
    "/api/v1/accounts/verify_credentials", "/api/v1/preferences", "/api/v1/timelines/home?limit=20", "/api/v1/lists",
    "/api/v2/filters", "/api/v1/follow_requests", "/api/v1/announcements", "/api/v1/custom_emojis", "/api/v1/trends/tags?limit=5",
    "/api/v2/notifications?limit=20&expand_accounts=partial_avatars", "/api/v2/notifications/policy",
    "/api/v1/markers?timeline[]=notifications", "/api/v1/followed_tags",
  ])();
});

await check("Elk's first calls", async () => {
  const nodeinfo = await call("GET", "/nodeinfo/2.0");
  holds(nodeinfo.status === 200, `${nodeinfo.status}`);
  await ask([
    "/api/v1/instance", "/api/v2/instance", "/api/v1/accounts/verify_credentials", "/api/v1/preferences",
    "/api/v1/custom_emojis", "/api/v1/markers?timeline[]=notifications", "/api/v1/notifications?limit=30", "/api/v1/lists",
    "/api/v1/conversations", "/api/v1/trends/statuses", "/api/v1/trends/tags", "/api/v1/favourites", "/api/v1/bookmarks",
    `/api/v1/accounts/relationships?id[]=${author.id}`, "/api/v1/timelines/public?local=true",
  ])();
  const none = await call("GET", "/api/v1/push/subscription", { headers: bearer });
  holds(none.status === 404, `push without a subscription: ${none.status}`);
});

// --------------------------------------------------------------------------------------------------------- the socket

function socket(query, protocols) {
  return new Promise((resolve, reject) => {
    const address = `${unit.replace(/^http/, "ws")}/api/v1/streaming${query}`;
    const made = protocols ? new WebSocket(address, protocols) : new WebSocket(address);
    made.onopen = () => resolve(made);
    made.onerror = () => reject(new Error(`${address}: the browser drops the socket`));
  });
}

function next(made, event) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no ${event} within 10 s`)), 10_000);
    made.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data);
      if (message.event !== event) return;
      clearTimeout(late);
      resolve(message);
    });
  });
}

for (const [how, query, protocols] of [
  ["Sec-WebSocket-Protocol, which the browser wants to hear again", "", [token]],
  ["the query", `?access_token=${token}`, undefined],
]) {
  await check(`a socket with the token in ${how}`, async () => {
    const made = await socket(query, protocols);
    holds(made.protocol === (protocols ? token : ""), `protocol ${made.protocol}`);
    made.send(JSON.stringify({ type: "subscribe", stream: "user" }));
    // Nothing says that a subscription has been heard; so posts go on until one comes.
    const update = next(made, "update");
    const going = setInterval(() => good("POST", "/api/v1/statuses", { json: { status: `Live ${Math.random()}` } }), 500);
    try {
      const message = await update;
      holds(JSON.stringify(message.stream) === '["user"]', JSON.stringify(message.stream));
      holds(typeof message.payload === "string" && JSON.parse(message.payload).content, typeof message.payload);
    } finally {
      clearInterval(going);
      made.close();
    }
  });
}

await fetch("results", { method: "POST", body: JSON.stringify(found) });
