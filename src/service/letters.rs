//! What the unit itself writes to one of its people: a post to nobody else, by the unit's actor, so that it is seen in every
//! app. It never leaves the unit.

use crate::app::AppRef;
use crate::db::accounts::{AccountChanges, AccountRow};
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::Result;
use crate::service::auth::Person;
use crate::service::surface::{self, Context};
use crate::service::unit;
use crate::text::escape;

/// A letter that is ready to be sent.
pub(super) struct Letter {
    from: AccountRow,
    to: AccountRow,
    status: StatusRow,
    /// What people know the unit by.
    title: String,
}

impl Letter {
    /// Writes one, paragraph by paragraph.
    pub async fn new(app: &AppRef, to: &Person, paragraphs: &[String]) -> Result<Self> {
        let from = unit::actor(app).await?;
        let id = app.next_status_id();
        let content: Vec<String> = paragraphs
            .iter()
            .map(|text| format!("<p>{}</p>", escape(text)))
            .collect();
        Ok(Self {
            title: unit::about(app).await?.title,
            to: to.account.clone(),
            status: StatusRow {
                id,
                uri: app.urls.status(&from.username, id),
                url: app.urls.status_page(&from.username, id),
                account_id: from.id,
                local: true,
                in_reply_to_id: None,
                in_reply_to_account_id: None,
                in_reply_to_uri: None,
                thread_id: id,
                reblog_of_id: None,
                content: content.concat(),
                text: paragraphs.join("\n\n"),
                text_format: TextFormat::Plain,
                title: String::new(),
                spoiler_text: String::new(),
                sensitive: false,
                language: Some(to.user.locale.clone()).filter(|locale| !locale.is_empty()),
                visibility: Visibility::Direct,
                local_only: true,
                app_id: None,
                replies_count: 0,
                reblogs_count: 0,
                favourites_count: 0,
                created_at: app.now(),
                edited_at: None,
                deleted_at: None,
                group_id: None,
                removed_at: None,
            },
            from,
        })
    }

    /// Puts it where its reader finds it. Inside a transaction.
    pub async fn send(self, conn: &mut Conn, ctx: &Context) -> Result<()> {
        if self.from.display_name != self.title {
            let changes = AccountChanges {
                display_name: Some(self.title),
                ..AccountChanges::default()
            };
            db::accounts::update(conn, self.from.id, &changes).await?;
        }
        db::threads::hold(conn).await?;
        db::statuses::insert(conn, &self.status).await?;
        db::statuses::insert_mentions(conn, self.status.id, &[self.to.id]).await?;
        let to = std::slice::from_ref(&self.to);
        surface::new_post(conn, ctx, &self.status, &self.from, to).await
    }
}
