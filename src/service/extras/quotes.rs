//! The posts that stand inside others.

use std::collections::HashMap;

use super::{Loaded, Quote};
use crate::db::quotes::QuoteRow;
use crate::db::{self, Conn};
use crate::domain::visibility::Aversion;
use crate::domain::*;
use crate::error::Result;
use crate::service::bundle;

impl Loaded {
    pub(super) async fn load_quotes(
        &mut self,
        conn: &mut Conn,
        viewer: Option<AccountId>,
        ids: &[StatusId],
        deep: bool,
    ) -> Result<()> {
        let quotes = db::quotes::of_statuses(conn, ids).await?;
        let quoted: Vec<StatusId> = quotes
            .iter()
            .filter(|row| row.state == QuoteState::Accepted)
            .filter_map(|row| row.quoted_id)
            .collect();
        if deep && !quoted.is_empty() {
            let reader = viewer.unwrap_or(AccountId(0));
            let rows = db::statuses::visible_by_ids(conn, reader, &quoted).await?;
            if let Some(viewer) = viewer {
                let authors: Vec<AccountId> = rows.iter().map(|row| row.account_id).collect();
                self.averse = aversions(conn, viewer, &authors).await?;
            }
            // Quotes inside quotes are named and not shown, so this goes down one step only.
            let posts = Box::pin(bundle::quoted_posts(conn, viewer, rows)).await?;
            self.quoted = posts.into_iter().map(|post| (post.row.id, post)).collect();
        }
        self.quotes = quotes.into_iter().map(|row| (row.status_id, row)).collect();
        Ok(())
    }

    pub(super) fn quote(&self, row: &QuoteRow) -> Quote {
        let post = row.quoted_id.and_then(|quoted| self.quoted.get(&quoted));
        let aversion = post.and_then(|post| self.averse.get(&post.row.account_id));
        Quote {
            state: row.state,
            uri: row.quoted_uri.clone(),
            quoted_id: row.quoted_id,
            shallow: !self.deep,
            post: post.map(|post| Box::new(post.clone())),
            aversion: aversion.copied().unwrap_or_default(),
        }
    }
}

/// How `viewer` stands to those of `authors` of whom they do not want to see anything.
async fn aversions(
    conn: &mut Conn,
    viewer: AccountId,
    authors: &[AccountId],
) -> Result<HashMap<AccountId, Aversion>> {
    let mut found: HashMap<AccountId, Aversion> = HashMap::new();
    for (by, whom) in db::relations::blocks_between(conn, viewer, authors).await? {
        if by == viewer {
            found.entry(whom).or_default().blocks = true;
        }
    }
    for mute in db::relations::mutes_towards(conn, viewer, authors).await? {
        found.entry(mute.target_id).or_default().mutes = true;
    }
    for whom in db::domain_blocks::among(conn, viewer, authors).await? {
        found.entry(whom).or_default().blocks_unit = true;
    }
    Ok(found)
}
