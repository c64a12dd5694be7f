//! Actors of peers, as the federation library fetches them.

use activitypub_federation::fetch::object_id::ObjectId;
use activitypub_federation::traits::{Actor, Object};
use async_trait::async_trait;
use meent_federation::origin::{parse_id, same_origin};
use meent_federation::vocab::{self, Document, authority};
use serde_json::Value;
use url::Url;

use super::{convert, extras, jobs, ours};
use crate::ap::build;
use crate::ap::network::{Handle, Session};
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::ActorKind;
use crate::domain::groups::GroupAccess;
use crate::error::{Error, Result};
use crate::service::{emoji, groups, incoming, peers};

/// An actor with its id.
#[derive(Debug, Clone)]
pub struct RemoteActor {
    pub id: Url,
    pub row: AccountRow,
}

/// What an actor's address may lead to: the actor, or a key of it (Misskey serves keys as documents of their own).
enum Read {
    Actor(Box<vocab::Actor>),
    Key { owner: Url },
}

fn read(document: &Value) -> Result<Read> {
    let error = match vocab::Actor::read(document) {
        Ok(actor) => return Ok(Read::Actor(Box::new(actor))),
        Err(error) => error,
    };
    let owner = document.get("owner").and_then(Value::as_str);
    let is_key = document.get("publicKeyPem").is_some();
    match owner.and_then(|owner| parse_id(owner).ok()) {
        Some(owner) if is_key => Ok(Read::Key { owner }),
        _ => Err(error.into()),
    }
}

#[async_trait]
impl Object for RemoteActor {
    type DataType = Handle;
    type Kind = Document;
    type Error = Error;

    fn id(&self) -> &Url {
        &self.id
    }

    async fn read_from_id(id: Url, session: &Session) -> Result<Option<Self>> {
        let app = session.app()?;
        let row = db::accounts::by_uri(&mut *app.db.read().await?, id.as_str()).await?;
        Ok(row.map(|row| Self { id, row }))
    }

    fn is_deleted(&self) -> bool {
        self.row.deleted_at.is_some()
    }

    async fn into_json(self, session: &Session) -> Result<Document> {
        let app = session.app()?;
        let actor = build::actor::actor(&app, &mut *app.db.read().await?, &self.row).await?;
        serde_json::to_value(actor)
            .map(Document)
            .map_err(Error::internal)
    }

    async fn verify(document: &Document, from: &Url, session: &Session) -> Result<()> {
        let ours = ours(&*session.app()?)?;
        match read(&document.0)? {
            Read::Actor(actor) => Ok(authority::check_fetched_actor(from, &actor, &ours)?),
            Read::Key { owner } if same_origin(&owner, from) && owner != *from => Ok(()),
            Read::Key { .. } => Err(Error::forbidden("the key belongs to another server")),
        }
    }

    async fn from_json(document: Document, session: &Session) -> Result<Self> {
        let actor = match read(&document.0)? {
            Read::Actor(actor) => actor,
            Read::Key { owner } => {
                return ObjectId::<Self>::from(owner)
                    .dereference_forced(session)
                    .await;
            }
        };
        let row = store_actor(&session.app()?, &actor).await?;
        Ok(Self { id: actor.id, row })
    }
}

impl Actor for RemoteActor {
    fn public_key_pem(&self) -> &str {
        &self.row.public_key
    }

    fn private_key_pem(&self) -> Option<String> {
        self.row.private_key.clone()
    }

    fn inbox(&self) -> Url {
        Url::parse(&self.row.inbox_url).unwrap_or_else(|_| self.id.clone())
    }

    fn shared_inbox(&self) -> Option<Url> {
        Url::parse(self.row.shared_inbox_url.as_deref()?).ok()
    }
}

/// Notes what a group is beside an account, and asks later who moderates it.
async fn describe_group(app: &AppRef, actor: &vocab::Actor, row: &AccountRow) -> Result<()> {
    let moderators = actor
        .attributed_to
        .iter()
        .find(|id| same_origin(id, &actor.id));
    let access = match (actor.secret, actor.locked, actor.posting_restricted) {
        (true, ..) => GroupAccess::Secret,
        (_, true, _) => GroupAccess::Closed,
        (_, _, true) => GroupAccess::Channel,
        _ => GroupAccess::Open,
    };
    let described = groups::Described {
        access,
        moderators_url: moderators.map(Url::to_string),
    };
    groups::receive_description(app, row, described).await?;
    match moderators {
        Some(_) => jobs::queue_moderators(app, row).await,
        None => Ok(()),
    }
}

/// Stores an actor whose document has been checked, and queues its pictures.
///
/// # Errors
/// [`Error::Forbidden`] for a server this unit does not speak to, [`Error::Invalid`] for an actor without a name or an
/// inbox, those of the database.
pub async fn store_actor(app: &AppRef, actor: &vocab::Actor) -> Result<AccountRow> {
    let row = store(app, actor).await?;
    jobs::queue_pictures(app, &row).await?;
    Ok(row)
}

/// As [`store_actor`], for somebody in a list: of the pictures only the small one is fetched.
///
/// # Errors
/// As [`store_actor`].
pub async fn store_listed(app: &AppRef, actor: &vocab::Actor) -> Result<AccountRow> {
    let row = store(app, actor).await?;
    jobs::queue_avatar(app, &row).await?;
    Ok(row)
}

async fn store(app: &AppRef, actor: &vocab::Actor) -> Result<AccountRow> {
    let row = convert::account_row(app, actor)?;
    if peers::allowed(app, &row.host).await?.is_none() {
        return Err(Error::forbidden(format!(
            "{} is not a peer of this unit",
            row.host
        )));
    }
    let row = incoming::receive_actor(app, row, convert::proof_keys(actor)).await?;
    if row.kind == ActorKind::Group {
        describe_group(app, actor, &row).await?;
    }
    let missing = emoji::receive(app, &row.host, extras::emoji(&actor.emoji)).await?;
    jobs::queue_emoji(app, missing).await?;
    Ok(row)
}
