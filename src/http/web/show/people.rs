//! People.

use super::Show;
use crate::{
    db::accounts::AccountRow,
    domain::{ActorKind, FollowState},
    http::{
        api::render::DEFAULT_AVATAR,
        web::{
            reltime,
            views::{
                people::{PersonRow, PersonView, Relation},
                profiles::{FieldView, ProfileView},
            },
        },
    },
    service::{bundle, directory, profiles},
    text::plain,
};

impl Show {
    /// A person in one line.
    pub fn person(&self, row: &AccountRow) -> PersonView {
        let acct = row.acct();
        PersonView {
            id: row.id.to_string(),
            name: row.shown_name().to_owned(),
            unit: self.unit(&row.host).to_owned(),
            avatar: self
                .picture(row.avatar_key.as_deref())
                .unwrap_or_else(|| DEFAULT_AVATAR.to_owned()),
            href: format!("/@{acct}"),
            handle: format!("@{acct}"),
            group: row.kind == ActorKind::Group,
        }
    }

    /// A person in a list.
    pub fn person_row(&self, row: &AccountRow, relation: Option<&bundle::Relation>) -> PersonRow {
        let about = plain::excerpt(&row.note, 200);
        PersonRow {
            person: self.person(row),
            job: directory::job_title(row).unwrap_or_default(),
            skills: directory::skills(row),
            about,
            relation: self.relation(row, relation),
        }
    }

    /// A person's page.
    pub fn profile(&self, row: &AccountRow, relation: Option<&bundle::Relation>) -> ProfileView {
        let fields = profiles::fields(row).into_iter().map(|field| FieldView {
            name: field.name,
            html: field.value,
        });
        ProfileView {
            person: self.person(row),
            header: self.picture(row.header_key.as_deref()),
            bio: row.note.clone(),
            fields: fields.collect(),
            joined: self.lang.w(
                "profile-joined",
                &reltime::date(self.lang, row.created_at.to_datetime()),
            ),
            posts: row.statuses_count,
            followers: row.followers_count,
            following: row.following_count,
            relation: self.relation(row, relation),
            follows_you: relation.is_some_and(|relation| relation.followed_by),
            muted: relation.is_some_and(|relation| relation.mute.is_some()),
            locked: row.locked,
            moved: None,
            origin: (!row.is_local()).then(|| row.url.clone()),
            local: row.is_local(),
        }
    }

    fn relation(&self, row: &AccountRow, relation: Option<&bundle::Relation>) -> Relation {
        match relation {
            _ if self.viewer == Some(row.id) => Relation::Oneself,
            Some(relation) if relation.blocking => Relation::Blocked,
            Some(relation) if state(relation) == Some(FollowState::Accepted) => Relation::Following,
            Some(relation) if state(relation) == Some(FollowState::Pending) => Relation::Requested,
            _ => Relation::None,
        }
    }

    fn picture(&self, key: Option<&str>) -> Option<String> {
        key.map(|key| self.app.urls.file(key))
    }
}

/// How far the reader's follow of somebody has come.
pub fn state(relation: &bundle::Relation) -> Option<FollowState> {
    relation.follow.as_ref().map(|follow| follow.state)
}
