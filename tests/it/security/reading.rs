//! Everything that S shows, to everybody it could show it to.

use std::collections::BTreeMap;

use meent::db;
use meent::domain::{AccountId, ActorKind, StatusId};
use meent::http::router::router;
use meent_federation::signature::Signer;

use super::support::Rig;
use crate::support::{Call, Member, database};

impl Rig {
    /// Where a marker can be read: every surface, by every kind of reader.
    pub async fn trace(&self, marker: &str) -> Vec<String> {
        self.trace_for(
            marker,
            &[None, Some(&self.alice), Some(&self.bob), Some(&self.ada)],
        )
        .await
    }

    pub async fn trace_for(&self, marker: &str, readers: &[Option<&Member>]) -> Vec<String> {
        let mut found = Vec::new();
        for reader in readers {
            let seen = self.read(marker, *reader, &[""]).await;
            found.extend(
                seen.iter()
                    .filter(|seen| seen.shows(marker))
                    .map(Seen::place),
            );
        }
        let seen = self.read_as_peer(&self.other()).await;
        found.extend(
            seen.iter()
                .filter(|seen| seen.shows(marker))
                .map(Seen::place),
        );
        found
    }

    /// Everything that a person of S (or nobody) is shown at paths with one of these pieces. `word`: what they search for.
    pub async fn read(&self, word: &str, reader: Option<&Member>, pieces: &[&str]) -> Vec<Seen> {
        let (api, pages) = self.surfaces(word).await;
        let mut site = router(self.s.beside().await);
        let mut all = Vec::new();
        for (path, page) in api
            .iter()
            .map(|path| (path, false))
            .chain(pages.iter().map(|path| (path, true)))
        {
            if !pieces.iter().any(|piece| path.contains(piece)) {
                continue;
            }
            // Now and then by another process, so that nobody is told that they ask too often.
            if all.len() % 200 == 199 {
                site = router(self.s.beside().await);
            }
            let call = Call::new(site.clone(), self.domain(), "GET", path);
            let answer = match (reader, page) {
                (None, false) => call.await,
                (None, true) => call.header("accept", "text/html").await,
                (Some(member), false) => call.by(member).await,
                (Some(member), true) => call.header("accept", "text/html").session(member).await,
            };
            let status = answer.status.as_u16();
            assert!(status < 500 && status != 429, "{path}: {}", answer.text());
            all.push(Seen {
                reader: reader.map_or("anyone", Member::username).to_owned(),
                path: path.clone(),
                text: answer.text(),
            });
        }
        all
    }

    /// Everything that somebody at a peer is shown.
    pub async fn read_as_peer(&self, signer: &Signer) -> Vec<Seen> {
        let mut all = Vec::new();
        for path in self.documents().await {
            let answer = self.fetch(signer, &path).await;
            assert!(answer.status < 500, "{path}: {}", answer.status);
            all.push(Seen {
                reader: signer.key_id.clone(),
                path,
                text: String::from_utf8_lossy(&answer.body).into_owned(),
            });
        }
        all
    }

    /// Paths of the client API and of pages at which something could be shown.
    async fn surfaces(&self, marker: &str) -> (Vec<String>, Vec<String>) {
        let (accounts, statuses) = self.everything().await;
        let mut api: Vec<String> = [
            "timelines/home",
            "timelines/public",
            "timelines/public?local=true",
            "timelines/public?remote=true",
            "timelines/tag/marker",
            "notifications",
            "notifications?include_filtered=true",
            "notifications/requests",
            "conversations",
            "scheduled_statuses",
            "trends/tags",
            "trends/statuses",
            "announcements",
            "suggestions",
            "endorsements",
            "favourites",
            "bookmarks",
            "follow_requests",
            "followed_tags",
            "featured_tags",
            "lists",
            "filters",
            "directory",
            "meent/groups",
            "admin/reports?resolved=true&unresolved=true",
            "admin/accounts",
            "admin/domain_blocks",
            "instance",
        ]
        .iter()
        .map(|path| format!("/api/v1/{path}"))
        .collect();
        for kind in ["", "&type=statuses", "&type=accounts", "&type=hashtags"] {
            api.push(format!("/api/v2/search?q={marker}{kind}"));
        }
        api.push("/api/v2/notifications".to_owned());
        api.push("/api/v2/notifications?include_filtered=true".to_owned());
        api.push(format!("/api/v1/accounts/search?q={marker}"));
        let mut pages: Vec<String> = [
            "/home",
            "/network",
            "/unit",
            "/saved",
            "/notifications",
            "/follow-requests",
            "/tags/marker",
            "/groups",
            "/admin/reports",
            "/about",
        ]
        .map(str::to_owned)
        .to_vec();
        pages.push(format!("/people?q={marker}"));
        pages.push(format!("/search?q={marker}"));
        let mut handles = BTreeMap::new();
        for account in &accounts {
            let id = account.id;
            handles.insert(id, account.acct());
            for part in [
                "",
                "/featured_tags",
                "/lists",
                "/statuses",
                "/statuses?pinned=true",
                "/statuses?only_media=true",
                "/statuses?exclude_replies=true",
                "/followers",
                "/following",
                "/endorsements",
            ] {
                api.push(format!("/api/v1/accounts/{id}{part}"));
            }
            pages.push(format!("/@{}", account.acct()));
            if account.kind != ActorKind::Group {
                continue;
            }
            for part in [
                "",
                "/timeline",
                "/members",
                "/moderators",
                "/log",
                "/requests",
            ] {
                api.push(format!("/api/v1/meent/groups/{id}{part}"));
            }
            for part in ["members", "log", "requests"] {
                pages.push(format!("/groups/{id}/{part}"));
            }
        }
        let mut conn = self.s.app.db.read().await.unwrap();
        for id in database::ids(&mut conn, "notifications").await {
            api.push(format!("/api/v1/notifications/{id}"));
            api.push(format!("/api/v2/notifications/ungrouped-{id}"));
        }
        for id in database::ids(&mut conn, "notification_requests").await {
            api.push(format!("/api/v1/notifications/requests/{id}"));
        }
        drop(conn);
        let lists = database::ids(&mut self.s.app.db.read().await.unwrap(), "lists").await;
        for id in lists {
            api.push(format!("/api/v1/timelines/list/{id}"));
            api.push(format!("/api/v1/lists/{id}/accounts"));
        }
        for status in &statuses {
            let id = status.id;
            for part in [
                "",
                "/context",
                "/history",
                "/source",
                "/favourited_by",
                "/reblogged_by",
                "/quotes",
            ] {
                api.push(format!("/api/v1/statuses/{id}{part}"));
            }
            api.push(format!("/api/v1/polls/{id}"));
            if let Some(acct) = handles.get(&status.account_id) {
                pages.push(format!("/@{acct}/{id}"));
                pages.push(format!("/people/{}/report?post={id}", status.account_id));
            }
        }
        (api, pages)
    }

    /// What peers can ask S for.
    async fn documents(&self) -> Vec<String> {
        let (accounts, statuses) = self.everything().await;
        let mut paths = Vec::new();
        for account in accounts.iter().filter(|account| account.is_local()) {
            for part in [
                "",
                "/outbox",
                "/outbox?page=true",
                "/followers",
                "/following",
                "/collections/featured",
                "/moderators",
            ] {
                paths.push(format!("/users/{}{part}", account.username));
            }
        }
        for status in statuses.iter().filter(|status| status.local) {
            let path = self.s.app.urls.local_path(&status.uri).unwrap().to_owned();
            for part in ["", "/activity", "/replies", "/context"] {
                paths.push(format!("{path}{part}"));
            }
        }
        paths
    }

    /// All rows, also of what is deleted.
    async fn everything(&self) -> (Vec<db::accounts::AccountRow>, Vec<db::statuses::StatusRow>) {
        let mut conn = self.s.app.db.read().await.unwrap();
        let ids = database::ids(&mut conn, "accounts")
            .await
            .into_iter()
            .map(AccountId)
            .collect::<Vec<_>>();
        let accounts = db::accounts::by_ids(&mut conn, &ids).await.unwrap();
        let mut statuses = Vec::new();
        for id in database::ids(&mut conn, "statuses").await {
            statuses.extend(db::statuses::by_id(&mut conn, StatusId(id)).await.unwrap());
        }
        (accounts, statuses)
    }
}

/// What somebody was shown.
pub struct Seen {
    pub reader: String,
    pub path: String,
    pub text: String,
}

impl Seen {
    /// Is the marker in it, as more than the echo of a question?
    pub fn shows(&self, marker: &str) -> bool {
        let echoes = [
            format!("value=\"{marker}\""),
            format!("q={marker}"),
            format!("“{marker}”"),
            format!("‘{marker}’"),
            format!("&quot;{marker}&quot;"),
            format!("\"{marker}\""),
        ];
        let rest = match self.path.contains(marker) {
            true => echoes
                .iter()
                .fold(self.text.clone(), |rest, echo| rest.replace(echo, "")),
            false => self.text.clone(),
        };
        rest.contains(marker)
    }

    pub fn place(&self) -> String {
        format!("{}: {}", self.reader, self.path)
    }
}
