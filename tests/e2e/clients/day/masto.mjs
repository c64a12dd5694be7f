// A day with masto.js: Anna's app, from the login to the end of the token. `bas` is a colleague who is logged in already.

import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient } from "masto";
import { ask, end, eventually, holds, setup, step } from "./talk.mjs";

const { url, bas: basToken, picture, redirect } = setup;
const bas = createRestAPIClient({ url, accessToken: basToken });
const nobody = createRestAPIClient({ url });
const oauth = createOAuthAPIClient({ url });
const scopes = "read write follow push";
let app, token, anna, me, colleague, streaming;

await step("logs in by PKCE, through the pages for login and consent", async () => {
  app = await nobody.v1.apps.create({ clientName: "A day with masto", redirectUris: redirect, scopes });
  holds(app.clientId && app.clientSecret, JSON.stringify(app));
  const codeVerifier = randomBytes(48).toString("base64url");
  const query = new URLSearchParams({
    client_id: app.clientId, redirect_uri: redirect, response_type: "code", scope: scopes, state: "here",
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"), code_challenge_method: "S256",
  });
  const { code, state } = await ask({ visit: `${url}/oauth/authorize?${query}` });
  holds(state === "here", `state came back as ${state}`);
  const asked = { grantType: "authorization_code", clientId: app.clientId, clientSecret: app.clientSecret, redirectUri: redirect, scope: scopes, code };
  const wrong = await oauth.token.create({ ...asked, codeVerifier: "wrong" }).catch((error) => error);
  holds(wrong instanceof Error, "a wrong verifier was good enough");
  const again = await ask({ visit: `${url}/oauth/authorize?${query}` });
  token = await oauth.token.create({ ...asked, code: again.code, codeVerifier });
  const granted = token.scope.split(" ").sort().join(" ");
  holds(token.accessToken && granted === scopes.split(" ").sort().join(" ") && token.createdAt, JSON.stringify(token));
  anna = createRestAPIClient({ url, accessToken: token.accessToken });
  me = await anna.v1.accounts.verifyCredentials();
  holds(me.username === "anna", me.username);
  colleague = await bas.v1.accounts.verifyCredentials();
});

await step("asks what the unit can do", async () => {
  const unit = await anna.v2.instance.fetch();
  holds(unit.apiVersions.mastodon >= 2, JSON.stringify(unit.apiVersions));
  streaming = unit.configuration.urls.streaming;
  holds(unit.configuration.vapid.publicKey, "no key for push");
  const preferences = await anna.v1.preferences.fetch();
  holds(preferences["posting:default:visibility"] === "public", JSON.stringify(preferences));
});

await step("follows, and reads the home timeline page by page", async () => {
  await anna.v1.accounts.$select(colleague.id).follow();
  const ids = [];
  for (let number = 0; number < 25; number += 1) {
    ids.unshift((await bas.v1.statuses.create({ status: `Bericht ${number}` })).id);
  }
  const read = [];
  for await (const page of anna.v1.timelines.home.list({ limit: 10 })) read.push(...page.map((post) => post.id));
  holds(JSON.stringify(read) === JSON.stringify(ids), `${read.length} of ${ids.length}`);
});

let post;
await step("posts a picture with a description, edits and deletes", async () => {
  const file = new Blob([await readFile(picture)], { type: "image/png" });
  const media = await anna.v2.media.create({ file, description: "De plattegrond" });
  holds(media.url && media.blurhash && media.type === "image", JSON.stringify(media));
  post = await anna.v1.statuses.create({ status: "Kijk eens #kantine", mediaIds: [media.id], visibility: "public", language: "nl" });
  holds(post.mediaAttachments[0].description === "De plattegrond", JSON.stringify(post.mediaAttachments));
  holds((await fetch(post.mediaAttachments[0].url)).status === 200, "the picture cannot be fetched");
  const edited = await anna.v1.statuses.$select(post.id).update({ status: "Kijk nog eens #kantine", mediaIds: [media.id] });
  holds(edited.editedAt && edited.content.includes("nog"), JSON.stringify(edited));
  holds((await anna.v1.statuses.$select(post.id).history.list()).length === 2, "no two versions");
  const other = await anna.v1.statuses.create({ status: "Vergissing" });
  const gone = await anna.v1.statuses.$select(other.id).remove();
  holds(gone.text === "Vergissing", JSON.stringify(gone));
});

await step("asks a question, which a colleague answers", async () => {
  const asked = await anna.v1.statuses.create({ status: "Soep?", poll: { options: ["ja", "nee"], expiresIn: 3600 } });
  const poll = await bas.v1.polls.$select(asked.poll.id).votes.create({ choices: [0] });
  holds(poll.voted && poll.options[0].votesCount === 1, JSON.stringify(poll));
  const seen = await anna.v1.polls.$select(asked.poll.id).fetch();
  holds(seen.votesCount === 1 && seen.ownVotes.length === 0, JSON.stringify(seen));
});

await step("searches", async () => {
  const { accounts } = await anna.v2.search.list({ q: "bas", type: "accounts" });
  holds(accounts.some((account) => account.id === colleague.id), JSON.stringify(accounts.map((account) => account.acct)));
  const tags = await anna.v2.search.list({ q: "#kantine", type: "hashtags" });
  holds(tags.hashtags.some((tag) => tag.name === "kantine"), JSON.stringify(tags.hashtags));
});

await step("reads along live", async () => {
  const socket = createStreamingAPIClient({ streamingApiUrl: streaming, accessToken: token.accessToken, implementation: globalThis.WebSocket ?? (await import("ws")).default });
  const events = socket.user.subscribe();
  const got = (async () => {
    for await (const event of events) if (event.event === "update") return event;
  })();
  const going = setInterval(() => bas.v1.statuses.create({ status: `Live ${Math.random()}` }).catch(() => {}), 500);
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("no update within 10 s")), 10_000));
  try {
    const event = await Promise.race([got, late]);
    holds(event.payload.account.id === colleague.id && event.stream.includes("user"), JSON.stringify(event));
  } finally {
    clearInterval(going);
    socket.close();
  }
});

await step("is told in groups, marks what was read, and dismisses", async () => {
  await bas.v1.statuses.$select(post.id).favourite();
  await bas.v1.statuses.$select(post.id).reblog();
  const mention = await bas.v1.statuses.create({ status: "@anna Ziet er goed uit", inReplyToId: post.id });
  const found = await eventually("three groups", async () => {
    const page = await anna.v2.notifications.list({ types: ["favourite", "reblog", "mention"] });
    return page.notificationGroups.length >= 3 && page;
  });
  const group = found.notificationGroups.find((one) => one.type === "favourite");
  holds(group.statusId === post.id && group.sampleAccountIds.includes(colleague.id), JSON.stringify(group));
  holds(found.accounts.some((one) => one.id === colleague.id) && found.statuses.some((one) => one.id === mention.id), "not all is there");
  const { count } = await anna.v2.notifications.unreadCount.fetch();
  holds(count >= 3, `${count} unread`);
  const last = found.notificationGroups[0].mostRecentNotificationId;
  await anna.v1.markers.create({ notifications: { lastReadId: `${last}` } });
  const markers = await anna.v1.markers.fetch({ timeline: ["notifications"] });
  holds(`${markers.notifications.lastReadId}` === `${last}`, JSON.stringify(markers));
  await anna.v2.notifications.$select(group.groupKey).dismiss();
  const left = await anna.v2.notifications.list({ types: ["favourite"] });
  holds(left.notificationGroups.every((one) => one.groupKey !== group.groupKey), "still there");
});

await step("filters a word, with the warning in the answer", async () => {
  const filter = await anna.v2.filters.create({
    title: "Voetbal", context: ["home"], filterAction: "warn", keywordsAttributes: [{ keyword: "voetbal", wholeWord: true }],
  });
  holds(filter.keywords[0].keyword === "voetbal", JSON.stringify(filter));
  const about = await bas.v1.statuses.create({ status: "Vanavond voetbal" });
  const seen = (await anna.v1.timelines.home.list({ limit: 5 })).find((one) => one.id === about.id);
  holds(seen.filtered[0].filter.id === filter.id && seen.filtered[0].keywordMatches[0] === "voetbal", JSON.stringify(seen.filtered));
  await anna.v2.filters.$select(filter.id).remove();
  const free = (await anna.v1.timelines.home.list({ limit: 5 })).find((one) => one.id === about.id);
  holds(free.filtered.length === 0, JSON.stringify(free.filtered));
});

await step("keeps a list and reads it", async () => {
  const list = await anna.v1.lists.create({ title: "Collega's", repliesPolicy: "list", exclusive: false });
  await anna.v1.lists.$select(list.id).accounts.create({ accountIds: [colleague.id] });
  const said = await bas.v1.statuses.create({ status: "Voor de lijst" });
  const read = await anna.v1.timelines.list.$select(list.id).list();
  holds(read[0].id === said.id, JSON.stringify(read.map((one) => one.content)));
  await anna.v1.lists.$select(list.id).accounts.remove({ accountIds: [colleague.id] });
  await anna.v1.lists.$select(list.id).remove();
});

await step("talks in private, and reads the conversation", async () => {
  await bas.v1.statuses.create({ status: "@anna Onder ons", visibility: "direct" });
  const [conversation] = await eventually("a conversation", async () => {
    const found = await anna.v1.conversations.list();
    return found.length > 0 && found;
  });
  holds(conversation.unread && conversation.accounts[0].id === colleague.id, JSON.stringify(conversation));
  const read = await anna.v1.conversations.$select(conversation.id).read();
  holds(!read.unread, JSON.stringify(read));
});

await step("plans a post and takes it back", async () => {
  const planned = await anna.v1.statuses.create({ status: "Morgen", scheduledAt: new Date(Date.now() + 24 * 3600_000).toISOString() });
  holds(planned.params.text === "Morgen", JSON.stringify(planned));
  holds((await anna.v1.scheduledStatuses.list()).some((one) => one.id === planned.id), "it is not in the list");
  await anna.v1.scheduledStatuses.$select(planned.id).remove();
});

for (const encoding of ["aes128gcm", "aesgcm"]) {
  await step(`is told by push, in ${encoding}`, async () => {
    const device = await ask({ device: encoding });
    const { endpoint, keys, standard } = device;
    const subscription = await anna.v1.push.subscription.create({
      subscription: { endpoint, keys, standard }, data: { alerts: { mention: true } }, policy: "all",
    });
    holds(subscription.alerts.mention && subscription.endpoint === endpoint, JSON.stringify(subscription));
    await bas.v1.statuses.create({ status: `@anna Hoor je me in ${encoding}?` });
    const message = await ask({ message: encoding });
    // Whose token it is stands in no message: the unit does not keep tokens that can be read.
    holds(message.notification_type === "mention" && message.access_token === "", JSON.stringify(message));
    const notification = await anna.v1.notifications.$select(`${message.notification_id}`).fetch();
    holds(notification.status.content.includes(encoding), JSON.stringify(notification));
    await anna.v1.push.subscription.remove();
    const none = await anna.v1.push.subscription.fetch().catch((error) => error);
    holds(none instanceof Error, "still subscribed");
  });
}

await step("gives the token back", async () => {
  await oauth.revoke({ clientId: app.clientId, clientSecret: app.clientSecret, token: token.accessToken });
  const refused = await anna.v1.timelines.home.list().then(() => null, (error) => error);
  holds(refused?.statusCode === 401, `${refused}`);
});

end();
