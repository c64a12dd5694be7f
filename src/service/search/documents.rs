//! Posts as the index takes them.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::app::App;
use crate::config::Reach;
use crate::db::accounts::AccountRow;
use crate::db::media::MediaRow;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::{AccountId, MediaKind, StatusId};
use crate::error::Result;
use crate::search::{Document, Feature, Reader, readers_of};
use crate::text::{page, plain};

/// What the index is to do about some posts.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub posts: Vec<Document>,
    /// Deleted, or hidden from their group.
    pub gone: Vec<StatusId>,
}

/// Reads posts for the index; of a boost the post that was boosted. At most fourteen queries.
pub(super) async fn load(app: &App, conn: &mut Conn, ids: &[StatusId]) -> Result<Batch> {
    let mut rows = db::statuses::by_ids(conn, ids).await?;
    let boosted: HashSet<StatusId> = rows.iter().filter_map(|row| row.reblog_of_id).collect();
    let boosts: HashSet<StatusId> = rows
        .iter()
        .filter(|row| row.reblog_of_id.is_some())
        .map(|row| row.id)
        .collect();
    rows.retain(|row| row.reblog_of_id.is_none());
    let read: HashSet<StatusId> = rows.iter().map(|row| row.id).collect();
    let more: Vec<StatusId> = boosted.difference(&read).copied().collect();
    if !more.is_empty() {
        rows.extend(db::statuses::by_ids(conn, &more).await?);
    }
    rows.retain(|row| row.deleted_at.is_none() && row.removed_at.is_none());
    let there: HashSet<StatusId> = rows.iter().map(|row| row.id).collect();
    let gone = ids
        .iter()
        .copied()
        .filter(|id| !there.contains(id) && !boosts.contains(id))
        .chain(more.iter().copied().filter(|id| !there.contains(id)))
        .collect();
    let parts = Parts::load(conn, &rows).await?;
    let posts = rows
        .iter()
        .filter_map(|row| parts.document(app, row))
        .collect();
    Ok(Batch { posts, gone })
}

/// What hangs on some posts.
struct Parts {
    authors: HashMap<AccountId, AccountRow>,
    named: HashMap<StatusId, Vec<AccountId>>,
    tags: HashMap<StatusId, Vec<String>>,
    media: HashMap<StatusId, Vec<MediaRow>>,
    polls: HashSet<StatusId>,
    quoting: HashSet<StatusId>,
    choices: HashMap<StatusId, Vec<String>>,
    kept_by: HashMap<StatusId, Vec<AccountId>>,
}

impl Parts {
    async fn load(conn: &mut Conn, rows: &[StatusRow]) -> Result<Self> {
        let ids: Vec<StatusId> = rows.iter().map(|row| row.id).collect();
        let authors: HashSet<AccountId> = rows.iter().map(|row| row.account_id).collect();
        let authors: Vec<AccountId> = authors.into_iter().collect();
        let authors = db::accounts::by_ids(conn, &authors).await?;
        let tags = db::tags::of_statuses(conn, &ids).await?;
        let media = db::media::of_statuses(conn, &ids).await?;
        let extras = db::extras::of_statuses(conn, &ids).await?;
        let choices = db::polls::options(conn, &ids).await?;
        Ok(Self {
            authors: authors.into_iter().map(|row| (row.id, row)).collect(),
            named: grouped(db::statuses::mentions_of(conn, &ids).await?),
            tags: grouped(tags.into_iter().map(|(id, tag)| (id, tag.name))),
            media: grouped(
                media
                    .into_iter()
                    .filter_map(|row| Some((row.status_id?, row))),
            ),
            polls: extras
                .iter()
                .filter(|row| row.has_poll)
                .map(|row| row.status_id)
                .collect(),
            quoting: extras
                .iter()
                .filter(|row| row.has_quote)
                .map(|row| row.status_id)
                .collect(),
            choices: grouped(choices.into_iter().map(|row| (row.status_id, row.title))),
            kept_by: grouped(db::search::kept_by(conn, &ids).await?),
        })
    }

    fn document(&self, app: &App, row: &StatusRow) -> Option<Document> {
        let author = self.authors.get(&row.account_id)?;
        let named = of(&self.named, row.id);
        let mut kept_by = of(&self.kept_by, row.id).to_vec();
        kept_by.push(author.id);
        let mut readers = readers_of(row.visibility, author.id, row.group_id, named);
        if !may_be_searched(app, author) {
            // As in Mastodon: found by those alone who had to do with it.
            readers.retain(|reader| matches!(reader, Reader::Person(_)));
            readers.extend(kept_by.iter().map(|id| Reader::Person(*id)));
        }
        Some(Document {
            id: row.id,
            author: author.id,
            created_at: row.created_at,
            text: self.text(row),
            language: row.language.clone(),
            readers,
            named: named.to_vec(),
            tags: of(&self.tags, row.id).to_vec(),
            features: self.features(row),
            kept_by,
        })
    }

    fn text(&self, row: &StatusRow) -> String {
        let described = of(&self.media, row.id)
            .iter()
            .filter_map(|file| file.description.as_deref());
        let choices = of(&self.choices, row.id).iter().map(String::as_str);
        let content = plain::from_html(&row.content);
        [row.title.as_str(), &row.spoiler_text, &content]
            .into_iter()
            .chain(described)
            .chain(choices)
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn features(&self, row: &StatusRow) -> Vec<Feature> {
        let media = of(&self.media, row.id);
        let of_kind = |kinds: &[MediaKind]| media.iter().any(|file| kinds.contains(&file.kind));
        let answers = row.in_reply_to_id.is_some() || row.in_reply_to_uri.is_some();
        [
            (Feature::Media, !media.is_empty()),
            (Feature::Image, of_kind(&[MediaKind::Image])),
            (
                Feature::Video,
                of_kind(&[MediaKind::Video, MediaKind::Gifv]),
            ),
            (Feature::Audio, of_kind(&[MediaKind::Audio])),
            (Feature::Poll, self.polls.contains(&row.id)),
            (Feature::Link, page::first_link(&row.content).is_some()),
            (Feature::Embed, self.quoting.contains(&row.id)),
            (Feature::Reply, answers),
            (Feature::Sensitive, row.sensitive),
        ]
        .into_iter()
        .filter_map(|(feature, has)| has.then_some(feature))
        .collect()
    }
}

/// Within a network that is closed, being a member is the consent: what one may read, one may search. Towards the open
/// internet a person says so themselves (`indexable`, FEP-5feb); people of this unit are asked for no such thing among each
/// other.
fn may_be_searched(app: &App, author: &AccountRow) -> bool {
    author.is_local() || app.config.reach == Reach::Network || author.indexable
}

fn grouped<K: Eq + Hash, V>(pairs: impl IntoIterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut map: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        map.entry(key).or_default().push(value);
    }
    map
}

fn of<K: Eq + Hash, V>(map: &HashMap<K, Vec<V>>, key: K) -> &[V] {
    map.get(&key).map_or(&[], Vec::as_slice)
}
