// A day with megalodon, which looks first what kind of server it is.

import { createReadStream } from "node:fs";
import megalodon from "megalodon";
import { ask, end, eventually, holds, setup, step } from "./talk.mjs";

const { default: generator, detector } = megalodon;
const make = generator ?? megalodon;
const { url, bas: basToken, picture, redirect } = setup;
const bas = make("mastodon", url, basToken);
let app, token, anna, me, colleague;

await step("takes the unit for what its API is", async () => {
  const kind = await (detector ?? megalodon.detector)(url);
  holds(kind === "mastodon", kind);
});

await step("logs in through the pages for login and consent", async () => {
  const nobody = make("mastodon", url);
  app = await nobody.registerApp("A day with megalodon", { scopes: ["read", "write", "follow", "push"], redirect_uris: redirect });
  holds(app.url.startsWith(`${url}/oauth/authorize`), app.url);
  const { code } = await ask({ visit: app.url });
  token = await nobody.fetchAccessToken(app.client_id, app.client_secret, code, redirect);
  holds(token.access_token, JSON.stringify(token));
  anna = make("mastodon", url, token.access_token);
  me = (await anna.verifyAccountCredentials()).data;
  holds(me.username === "anna", me.username);
  colleague = (await bas.verifyAccountCredentials()).data;
});

await step("follows, and reads home and notifications", async () => {
  const { data: relation } = await anna.followAccount(colleague.id);
  holds(relation.following, JSON.stringify(relation));
  const { data: post } = await bas.postStatus("@anna Goedemorgen", {});
  const { data: home } = await anna.getHomeTimeline({ limit: 5 });
  holds(home[0].id === post.id, home[0].content);
  const notice = await eventually("a mention", async () => (await anna.getNotifications({ limit: 5 })).data.find((one) => one.type === "mention"));
  holds(notice.status.id === post.id, JSON.stringify(notice));
});

await step("posts a picture and a question", async () => {
  const { data: media } = await anna.uploadMedia(createReadStream(picture), { description: "De plattegrond" });
  const { data: post } = await anna.postStatus("Kijk", { media_ids: [media.id], visibility: "public" });
  holds(post.media_attachments[0].description === "De plattegrond", JSON.stringify(post.media_attachments));
  const { data: question } = await anna.postStatus("Koffie?", { poll: { options: ["ja", "nee"], expires_in: 3600 } });
  const { data: poll } = await bas.votePoll(question.poll.id, [1]);
  holds(poll.voted && poll.options[1].votes_count === 1, JSON.stringify(poll));
});

await step("marks posts and takes it back", async () => {
  const { data: post } = await bas.postStatus("Mooi weer", {});
  holds((await anna.favouriteStatus(post.id)).data.favourited, "favourite");
  holds((await anna.bookmarkStatus(post.id)).data.bookmarked, "bookmark");
  holds((await anna.reblogStatus(post.id)).data.reblog.id === post.id, "boost");
  holds(!(await anna.unfavouriteStatus(post.id)).data.favourited, "unfavourite");
  holds(!(await anna.unbookmarkStatus(post.id)).data.bookmarked, "unbookmark");
  holds(!(await anna.unreblogStatus(post.id)).data.reblogged, "unboost");
});

await step("reads along live", async () => {
  const socket = await anna.userStreaming();
  const got = new Promise((resolve, reject) => {
    socket.on("update", resolve);
    socket.on("error", reject);
    setTimeout(() => reject(new Error("no update within 10 s")), 10_000);
  });
  const going = setInterval(() => bas.postStatus(`Live ${Math.random()}`, {}).catch(() => {}), 500);
  try {
    const post = await got;
    holds(post.account.id === colleague.id, JSON.stringify(post));
  } finally {
    clearInterval(going);
    socket.stop();
  }
});

await step("filters a word in the old way", async () => {
  const { data: filter } = await anna.createFilter("hagelslag", ["home"], { whole_word: true });
  holds(filter.phrase === "hagelslag", JSON.stringify(filter));
  holds((await anna.getFilters()).data.some((one) => one.id === filter.id), "it is not in the list");
  await anna.deleteFilter(filter.id);
});

await step("keeps a list and reads it", async () => {
  const { data: list } = await anna.createList("Collega's");
  await anna.addAccountsToList(list.id, [colleague.id]);
  const { data: said } = await bas.postStatus("Voor de lijst", {});
  const { data: read } = await anna.getListTimeline(list.id);
  holds(read[0].id === said.id, JSON.stringify(read.map((one) => one.content)));
  await anna.deleteList(list.id);
});

await step("marks what was read", async () => {
  await anna.saveMarkers({ home: { last_read_id: "12" } });
  const { data: markers } = await anna.getMarkers(["home"]);
  holds(markers.home.last_read_id === "12", JSON.stringify(markers));
});

await step("is told by push, in the older form", async () => {
  const { endpoint, keys } = await ask({ device: "aesgcm" });
  const { data: subscription } = await anna.subscribePushNotification({ endpoint, keys }, { alerts: { mention: true } });
  holds(subscription.alerts.mention, JSON.stringify(subscription));
  await bas.postStatus("@anna Hoor je me nog?", {});
  const message = await ask({ message: "aesgcm" });
  holds(message.notification_type === "mention", JSON.stringify(message));
  await anna.deletePushSubscription();
});

await step("gives the token back", async () => {
  await anna.revokeToken(app.client_id, app.client_secret, token.access_token);
  const refused = await anna.getHomeTimeline({}).then(() => null, (error) => error);
  holds(refused?.response?.status === 401, `${refused}`);
});

end();
