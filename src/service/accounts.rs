//! People: making them, finding them, ending them.

use meent_federation::signature::PrivateKey;

use crate::app::{App, AppRef};
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::keys::KeyRow;
use crate::db::users::UserRow;
use crate::domain::event::Outgoing;
use crate::domain::handle::{self, Handle};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::{self, Person};
use crate::service::notifications::{self, News};
use crate::service::{directory, groups, keys, surface};
use crate::text::limits;

/// A person to be made.
#[derive(Debug, Clone)]
pub struct NewPerson {
    pub username: String,
    pub display_name: String,
    pub email: Option<String>,
    /// `None`: cannot log in by password.
    pub password: Option<String>,
    pub role: Role,
    /// `en` or `nl`; empty: what the browser asks for.
    pub locale: String,
    /// Takes this id instead of a new one; for test data.
    pub id: Option<AccountId>,
}

impl NewPerson {
    pub fn member(username: &str, password: &str) -> Self {
        Self {
            username: username.to_owned(),
            display_name: String::new(),
            email: None,
            password: Some(password.to_owned()),
            role: Role::Member,
            locale: String::new(),
            id: None,
        }
    }
}

/// An actor of this unit with nothing on its profile yet.
pub(super) fn blank(
    app: &App,
    id: AccountId,
    username: &str,
    key: &PrivateKey,
) -> Result<AccountRow> {
    let now = app.now();
    let part = |part: &str| app.urls.actor_part(username, part);
    let uri = app.urls.actor(username);
    Ok(AccountRow {
        id,
        username: username.to_owned(),
        host: String::new(),
        handle: handle::key(username, ""),
        url: app.urls.profile(username),
        kind: ActorKind::Person,
        display_name: String::new(),
        note: String::new(),
        note_source: String::new(),
        fields: "[]".to_owned(),
        avatar_key: None,
        header_key: None,
        avatar_remote_url: None,
        header_remote_url: None,
        locked: false,
        bot: false,
        discoverable: true,
        indexable: false,
        inbox_url: part("inbox"),
        shared_inbox_url: Some(app.urls.shared_inbox()),
        outbox_url: Some(part("outbox")),
        followers_url: Some(part("followers")),
        following_url: Some(part("following")),
        featured_url: Some(part("collections/featured")),
        also_known_as: "[]".to_owned(),
        moved_to_uri: None,
        key_id: format!("{uri}#main-key"),
        public_key: key
            .public_key()
            .and_then(|key| key.to_pem())
            .map_err(Error::internal)?,
        private_key: Some(key.to_pkcs8_pem().map_err(Error::internal)?),
        uri,
        statuses_count: 0,
        followers_count: 0,
        following_count: 0,
        last_status_at: None,
        created_at: now,
        updated_at: now,
        fetched_at: None,
        suspended_at: None,
        deleted_at: None,
    })
}

/// The language of the pages that a wish such as `nl-BE` leads to; empty for one that the pages do not have.
pub(super) fn supported_locale(wish: &str) -> &'static str {
    match wish.split('-').next() {
        Some("nl") => "nl",
        Some("en") => "en",
        _ => "",
    }
}

/// Makes a person of this unit. `Invalid` for a username that is taken, reserved or has other characters than
/// `a-z 0-9 _`, for a bad e-mail address, or for a password that is too short.
pub async fn create(app: &AppRef, new: NewPerson) -> Result<AccountRow> {
    make(app, new, false).await
}

/// As [`create`], for somebody who comes by themselves: the moderators hear of it.
///
/// # Errors
/// Those of [`create`].
pub async fn sign_up(app: &AppRef, new: NewPerson) -> Result<AccountRow> {
    make(app, new, true).await
}

async fn make(app: &AppRef, new: NewPerson, told: bool) -> Result<AccountRow> {
    let username = checked_username(&new.username, new.role)?;
    let email = new
        .email
        .as_deref()
        .map(|email| email.trim().to_lowercase())
        .filter(|email| !email.is_empty());
    if email.as_deref().is_some_and(|email| !is_email(email)) {
        return Err(Error::invalid(
            "Validation failed: E-mail address is not one",
        ));
    }
    let display_name = checked_name(&new.display_name)?;
    let password_hash = match new.password {
        Some(password) => {
            auth::check_new_password(&password)?;
            Some(auth::hash_password(app, password).await?)
        }
        None => None,
    };
    let key = app
        .heavy(PrivateKey::generate)
        .await?
        .map_err(Error::internal)?;
    let id = new.id.unwrap_or_else(|| AccountId(app.next_id()));
    let mut account = blank(app, id, &username, &key)?;
    account.display_name = display_name;
    account.avatar_key = Some(super::media::draw_portrait(app, id, account.shown_name()).await?);
    let user = UserRow {
        account_id: id,
        role: new.role,
        email,
        password_hash,
        locale: supported_locale(&new.locale).to_owned(),
        default_visibility: Visibility::Public,
        default_sensitive: false,
        default_language: None,
        default_local_only: false,
        disabled_at: None,
        created_at: account.created_at,
        last_active_at: None,
    };
    let (row, app_for_ids) = (account.clone(), app.clone());
    let proofs = keys::fresh(id, &account.uri, account.created_at)?;
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if let Some(email) = &user.email
                    && db::users::by_login(conn, email).await?.is_some()
                {
                    return Err(Error::invalid(
                        "Validation failed: E-mail address is in use by another person",
                    ));
                }
                insert_named(conn, &row, &proofs).await?;
                db::users::insert(conn, &user).await?;
                if told {
                    let news = News {
                        kind: NotificationKind::AdminSignUp,
                        from: row.id,
                        status: StatusId(0),
                        report: ReportId(0),
                    };
                    notifications::tell_moderators(conn, &ctx, news).await?;
                }
                directory::note(conn, &app_for_ids, row.id).await
            })
        })
        .await?;
    Ok(account)
}

/// A name for a new account. `Invalid` for one with other characters than `a-z 0-9 _`, or a reserved one, which only
/// administrators may give.
pub(super) fn checked_username(name: &str, by: Role) -> Result<String> {
    let username = name.trim().to_owned();
    if !handle::is_local_username(&username) {
        return Err(Error::invalid(format!(
            "Validation failed: Username must have 1 to {} characters: letters a-z, digits and _",
            handle::USERNAME_MAX
        )));
    }
    if handle::is_reserved(&username) && by < Role::Admin {
        return Err(Error::invalid(format!(
            "Validation failed: Username {username} is reserved; choose another"
        )));
    }
    Ok(username)
}

/// Stores a new account of this unit with its key for proofs. `Invalid` when its name is taken, by a person or a group: they share one space of
/// names.
pub(super) async fn insert_named(
    conn: &mut db::Conn,
    row: &AccountRow,
    proofs: &KeyRow,
) -> Result<()> {
    if db::accounts::by_handle(conn, &row.handle).await?.is_some() {
        return Err(Error::invalid(format!(
            "Validation failed: Username {} is taken; choose another",
            row.username
        )));
    }
    db::accounts::insert(conn, row).await?;
    db::keys::insert_once(conn, proofs).await
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+'))
    };
    text.len() <= 254 && part(name) && part(host) && !host.starts_with('.') && !host.ends_with('.')
}

pub(super) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.chars().count() > limits::NAME_CHARACTERS {
        return Err(Error::invalid(format!(
            "Validation failed: Display name is too long (at most {} characters)",
            limits::NAME_CHARACTERS
        )));
    }
    Ok(name.chars().filter(|c| !c.is_control()).collect())
}

/// A person of this unit with what only the unit knows. `NotFound` for others.
pub async fn by_user_id(app: &AppRef, id: AccountId) -> Result<Person> {
    let (account, user) = db::users::by_id(&mut *app.db.read().await?, id)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Person { account, user })
}

/// A person of this unit by username. `NotFound` for others.
pub async fn local_by_name(app: &AppRef, username: &str) -> Result<Person> {
    let (account, user) = db::users::by_login(&mut *app.db.read().await?, username)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Person { account, user })
}

/// Everybody of this unit, first come first, without those who were deleted.
pub async fn everybody(app: &AppRef) -> Result<Vec<Person>> {
    let all = db::users::all(&mut *app.db.read().await?).await?;
    Ok(all
        .into_iter()
        .map(|(account, user)| Person { account, user })
        .filter(|person| person.account.deleted_at.is_none())
        .collect())
}

/// An account to show. Deleted ones, the unit's own actor, and groups that the viewer may not know of are `NotFound`;
/// suspended ones are shown empty by whoever renders them.
pub async fn show(app: &AppRef, viewer: Option<AccountId>, id: AccountId) -> Result<AccountRow> {
    let row = db::accounts::by_id(&mut *app.db.read().await?, id).await?;
    let row = row.filter(|row| {
        row.deleted_at.is_none() && (row.kind != ActorKind::Application || !row.is_local())
    });
    known(app, viewer, row).await
}

/// An account that is known here and may be known to the viewer, by handle.
pub async fn lookup(
    app: &AppRef,
    viewer: Option<AccountId>,
    handle: &Handle,
) -> Result<AccountRow> {
    let key = handle.clone().relative_to(&app.config.domain).key();
    let row = db::accounts::by_handle(&mut *app.db.read().await?, &key).await?;
    let row = row.filter(|row| row.deleted_at.is_none() && row.is_active());
    known(app, viewer, row).await
}

async fn known(
    app: &AppRef,
    viewer: Option<AccountId>,
    row: Option<AccountRow>,
) -> Result<AccountRow> {
    let row = row.ok_or(Error::NotFound)?;
    match groups::is_known_to(app, viewer, &row).await? {
        true => Ok(row),
        false => Err(Error::NotFound),
    }
}

/// Accounts by id, in the order asked for; those that are not there, or may not be known to the viewer, are left out.
pub async fn many(
    app: &AppRef,
    viewer: Option<AccountId>,
    ids: &[AccountId],
) -> Result<Vec<AccountRow>> {
    let mut conn = app.db.read().await?;
    let rows = db::accounts::by_ids(&mut conn, ids).await?;
    let hidden = groups::lists::hidden(&mut conn, viewer, rows.iter()).await?;
    Ok(ids
        .iter()
        .filter(|id| !hidden.contains(id))
        .filter_map(|id| rows.iter().find(|row| row.id == *id).cloned())
        .collect())
}

/// Sets a new password and ends every session and token of the person.
pub async fn set_password(app: &AppRef, id: AccountId, password: String) -> Result<()> {
    auth::check_new_password(&password)?;
    by_user_id(app, id).await?;
    let (hash, now) = (auth::hash_password(app, password).await?, app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::users::set_password(conn, id, Some(&hash)).await?;
                db::users::end_access(conn, id, now).await
            })
        })
        .await
}

/// Gives a person another role. The last owner stays one.
pub async fn set_role(app: &AppRef, id: AccountId, role: Role) -> Result<()> {
    by_user_id(app, id).await?;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if role != Role::Owner {
                    keep_an_owner(conn, id).await?;
                }
                db::users::set_role(conn, id, role).await
            })
        })
        .await
}

/// `Invalid` for the unit's only owner, who has to stay, and `NotFound` for nobody of this unit. Until the transaction ends no
/// other owner goes.
async fn keep_an_owner(conn: &mut db::Conn, id: AccountId) -> Result<()> {
    db::locks::alone(conn, "owners").await?;
    let (_, user) = db::users::by_id(conn, id).await?.ok_or(Error::NotFound)?;
    if user.role == Role::Owner && db::users::count_with_role(conn, Role::Owner).await? <= 1 {
        return Err(Error::invalid(
            "This is the unit's only owner. Make somebody else an owner first",
        ));
    }
    Ok(())
}

/// Suspends an account (its posts are hidden and, for a person of this unit, every session and token ends), or lifts
/// the suspension.
pub async fn set_suspended(app: &AppRef, id: AccountId, suspended: bool) -> Result<()> {
    let (now, app_for_ids) = (app.now(), app.clone());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::accounts::set_suspended(conn, id, suspended.then_some(now)).await?;
                if suspended {
                    db::users::end_access(conn, id, now).await?;
                }
                directory::note(conn, &app_for_ids, id).await
            })
        })
        .await
}

/// Deletes a person of this unit: posts, follows and profile go, the name stays taken, and the peers are told. The last owner cannot be
/// deleted.
pub async fn delete(app: &AppRef, id: AccountId) -> Result<()> {
    by_user_id(app, id).await?;
    let (now, event, app_for_ids) = (app.now(), app.next_id(), app.clone());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                keep_an_owner(conn, id).await?;
                // Recipients of the Delete are worked out from the follows, so these go when it has been published.
                db::users::end_access(conn, id, now).await?;
                db::users::close(conn, id, now).await?;
                db::scheduled::clear(conn, id).await?;
                db::conversations::clear(conn, id).await?;
                db::notes::forget(conn, id).await?;
                super::surface::forget_posts(conn, id, now).await?;
                db::lists::delete_all(conn, id).await?;
                db::filters::delete_all(conn, id).await?;
                db::tag_follows::delete_all(conn, id).await?;
                db::featured_tags::delete_all(conn, id).await?;
                db::accounts::mark_deleted(conn, id, now).await?;
                directory::note(conn, &app_for_ids, id).await?;
                db::outbox::insert(conn, event, &Outgoing::DeleteActor { account: id }, now).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(())
}
