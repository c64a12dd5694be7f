//! What moderators do in a group: with people and with posts. Every call answers with the group.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::answer::Answer;
use super::entities::Group;
use super::error::ApiError;
use super::groups::answer;
use crate::app::AppRef;
use crate::domain::groups::Act;
use crate::domain::{AccountId, StatusId, Timestamp};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::lenient;
use crate::service::groups::members;
use crate::service::groups::moderation;

/// To whom or what it is done.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ActForm {
    #[serde(deserialize_with = "lenient::blank_is_none")]
    account_id: Option<i64>,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    status_id: Option<i64>,
    /// Stands in the log.
    reason: String,
    /// Of a ban: when it ends (ISO 8601).
    until: Option<String>,
    /// The same in seconds; 0 or absent: for good.
    #[serde(deserialize_with = "lenient::blank_is_none")]
    duration: Option<i64>,
    /// Takes a role back.
    remove: bool,
}

impl ActForm {
    fn account(&self) -> Result<AccountId, ApiError> {
        self.account_id
            .map(AccountId)
            .ok_or_else(|| ApiError::invalid("account_id is missing"))
    }

    fn status(&self) -> Result<StatusId, ApiError> {
        self.status_id
            .map(StatusId)
            .ok_or_else(|| ApiError::invalid("status_id is missing"))
    }

    fn end(&self, now: Timestamp) -> Result<Option<Timestamp>, ApiError> {
        if let Some(text) = self.until.as_deref().filter(|text| !text.is_empty()) {
            let until: DateTime<Utc> = text
                .parse()
                .map_err(|_| ApiError::invalid("until is no time such as 2026-12-31T12:00:00Z"))?;
            let until = Timestamp::from_millis(until.timestamp_millis());
            return match until > now {
                true => Ok(Some(until)),
                false => Err(ApiError::invalid("until has passed")),
            };
        }
        let seconds = self.duration.unwrap_or(0).clamp(0, LONGEST);
        Ok((seconds > 0).then(|| now.plus_seconds(seconds)))
    }
}

/// A hundred years.
const LONGEST: i64 = 100 * 366 * 24 * 3600;

async fn done(app: &AppRef, me: &Person, group: AccountId, act: Act) -> Answer<Group> {
    moderation::act(app, me, group, act).await?;
    answer(app, me, group).await
}

/// `POST /api/v1/meent/groups/{id}/invite`: invites somebody, of any unit. For moderators. Who is invited comes in without being
/// asked again.
pub async fn invite(
    State(app): State<AppRef>,
    me: Person,
    Id(group): Id<AccountId>,
    Params(form): Params<ActForm>,
) -> Answer<Group> {
    members::invite(&app, &me, group, form.account()?).await?;
    answer(&app, &me, group).await
}

/// `POST /api/v1/meent/groups/{id}/remove`: takes a post out of the group (`status_id`), or ends a membership (`account_id`). For
/// moderators.
pub async fn remove(
    State(app): State<AppRef>,
    me: Person,
    Id(group): Id<AccountId>,
    Params(form): Params<ActForm>,
) -> Answer<Group> {
    if form.status_id.is_some() {
        let act = Act::Remove {
            status: form.status()?,
            reason: form.reason,
        };
        return done(&app, &me, group, act).await;
    }
    members::expel(&app, &me, group, form.account()?).await?;
    answer(&app, &me, group).await
}

/// `POST /api/v1/meent/groups/{id}/ban`: ends a membership and keeps the person out. For good, or `until` a time, or for a
/// `duration`. For moderators.
pub async fn ban(
    State(app): State<AppRef>,
    me: Person,
    Id(group): Id<AccountId>,
    Params(form): Params<ActForm>,
) -> Answer<Group> {
    let act = Act::Ban {
        account: form.account()?,
        until: form.end(app.now())?,
        reason: form.reason,
    };
    done(&app, &me, group, act).await
}

/// `POST /api/v1/meent/groups/{id}/moderators`: makes a member a moderator. With `remove` it takes the role back. For owners.
pub async fn add_moderator(
    State(app): State<AppRef>,
    me: Person,
    Id(group): Id<AccountId>,
    Params(form): Params<ActForm>,
) -> Answer<Group> {
    give_role(&app, &me, group, &form, false).await
}

/// `POST /api/v1/meent/groups/{id}/owners`: makes a member an owner. With `remove` it takes the role back. For owners.
pub async fn add_owner(
    State(app): State<AppRef>,
    me: Person,
    Id(group): Id<AccountId>,
    Params(form): Params<ActForm>,
) -> Answer<Group> {
    give_role(&app, &me, group, &form, true).await
}

async fn give_role(
    app: &AppRef,
    me: &Person,
    group: AccountId,
    form: &ActForm,
    owner: bool,
) -> Answer<Group> {
    let account = form.account()?;
    let act = match form.remove {
        true => Act::RemoveModerator { account },
        false => Act::AddModerator { account, owner },
    };
    done(app, me, group, act).await
}

/// `DELETE /api/v1/meent/groups/{id}/moderators` and
/// `DELETE /api/v1/meent/groups/{id}/owners`: makes somebody an ordinary member again. For owners. The last owner stays one.
pub async fn take_role(
    State(app): State<AppRef>,
    me: Person,
    Id(group): Id<AccountId>,
    Params(form): Params<ActForm>,
) -> Answer<Group> {
    let account = form.account()?;
    done(&app, &me, group, Act::RemoveModerator { account }).await
}

macro_rules! acts {
    ($($name:ident $target:ident $variant:ident $field:ident $doc:literal)*) => {$(
        #[doc = $doc]
        pub async fn $name(
            State(app): State<AppRef>,
            me: Person,
            Id(group): Id<AccountId>,
            Params(form): Params<ActForm>,
        ) -> Answer<Group> {
            let act = Act::$variant { $field: form.$target()? };
            done(&app, &me, group, act).await
        }
    )*};
}

acts! {
    unban account Unban account "`POST /api/v1/meent/groups/{id}/unban`: lifts a ban. For moderators."
    pin status Pin status "`POST /api/v1/meent/groups/{id}/pin`: puts a post at the top of the group. For moderators."
    unpin status Unpin status "`POST /api/v1/meent/groups/{id}/unpin`: takes a post down again. For moderators."
    lock status Lock status "`POST /api/v1/meent/groups/{id}/lock`: the conversation of a post takes no more answers. For moderators."
    unlock status Unlock status "`POST /api/v1/meent/groups/{id}/unlock`: the conversation of a post takes answers again. For moderators."
    restore status Restore status "`POST /api/v1/meent/groups/{id}/restore`: shows a removed post again. For moderators."
}
