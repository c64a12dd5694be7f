//! Posts of peers, as the federation library fetches them.

use activitypub_federation::traits::Object;
use async_trait::async_trait;
use meent_federation::vocab::{self, Document, authority};
use url::Url;

use super::{actor, convert, jobs, ours};
use crate::ap::build;
use crate::ap::network::{Handle, Session};
use crate::db;
use crate::db::statuses::StatusRow;
use crate::error::{Error, Result};
use crate::service::incoming::{self, Received};

/// A post with its id.
#[derive(Debug, Clone)]
pub struct RemotePost {
    pub id: Url,
    pub row: StatusRow,
}

#[async_trait]
impl Object for RemotePost {
    type DataType = Handle;
    type Kind = Document;
    type Error = Error;

    fn id(&self) -> &Url {
        &self.id
    }

    async fn read_from_id(id: Url, session: &Session) -> Result<Option<Self>> {
        let app = session.app()?;
        let row = db::statuses::by_uri(&mut *app.db.read().await?, id.as_str()).await?;
        Ok(row.map(|row| Self { id, row }))
    }

    fn is_deleted(&self) -> bool {
        self.row.deleted_at.is_some()
    }

    async fn into_json(self, session: &Session) -> Result<Document> {
        let app = session.app()?;
        let mut conn = app.db.read().await?;
        let post = build::own_post(&mut conn, self.row).await?;
        let note = build::note::note(&app, &mut conn, &post).await?;
        serde_json::to_value(note)
            .map(Document)
            .map_err(Error::internal)
    }

    async fn verify(document: &Document, from: &Url, session: &Session) -> Result<()> {
        let post = vocab::Post::read(&document.0)?;
        authority::check_fetched_post(from, &post, &ours(&*session.app()?)?)?;
        Ok(())
    }

    async fn from_json(document: Document, session: &Session) -> Result<Self> {
        let app = session.app()?;
        let post = vocab::Post::read(&document.0)?;
        if post.is_vote() {
            return Err(Error::invalid("a vote is not a post"));
        }
        let author = actor(session, &post.attributed_to).await?;
        let incoming = convert::incoming_post(&app, &post, None, author).await?;
        let id = match incoming::receive_post(&app, incoming).await? {
            Received::New(id) | Received::Known(id) => id,
            Received::Buried => return Err(Error::Gone),
        };
        let row = db::statuses::by_id(&mut *app.db.read().await?, id)
            .await?
            .ok_or(Error::NotFound)?;
        jobs::queue_parts(&app, &row).await?;
        Ok(Self { id: post.id, row })
    }
}
