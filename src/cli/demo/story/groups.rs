//! The groups of the story: who makes them, who owns them together, who is in them.

use serde::Deserialize;

use super::Stage;
use crate::ap::resolve;
use crate::cli::Done;
use crate::db::Paging;
use crate::domain::AccountId;
use crate::domain::groups::{Act, GroupAccess};
use crate::error::Error;
use crate::service::follows;
use crate::service::groups::{self, NewGroup, members, moderation};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupPart {
    pub name: String,
    title: String,
    note: String,
    pub access: String,
    #[serde(default)]
    rules: Vec<String>,
    /// Makes it, in their own unit.
    pub by: String,
    /// Owns it as well, from another unit.
    pub with: String,
    pub members: Vec<String>,
    /// They ask to come in, and wait for the answer.
    #[serde(default)]
    pub asking: Vec<String>,
}

impl<'a> Stage<'a> {
    /// Makes the groups, and brings their members together.
    pub(super) async fn gather_groups(&mut self) -> Done {
        let story: &'a super::Story = self.story;
        for part in &story.groups {
            let by = self.figure(&part.by)?.clone();
            let app = self.app(by.unit)?;
            let access = GroupAccess::from_name(&part.access)
                .ok_or_else(|| Error::internal(format!("{} is no access", part.access)))?;
            let new = NewGroup {
                name: part.name.clone(),
                title: part.title.clone(),
                note: part.note.clone(),
                access,
                rules: part.rules.clone(),
            };
            let id = groups::create(app, &by.person, new).await?.id();
            self.groups.insert(&part.name, by.unit);
            for name in part.members.iter().chain([&part.with]) {
                self.enter(&part.name, name).await?;
            }
            self.settle().await?;
            if access.is_private() {
                let asked = members::requests(app, &by.person, id, Paging::first(80)).await?;
                for request in asked {
                    members::authorize(app, &by.person, id, request.account.id).await?;
                }
            }
            let owner = Act::AddModerator {
                account: self.seen_from(by.unit, &part.with).await?,
                owner: true,
            };
            moderation::act(app, &by.person, id, owner).await?;
            for name in &part.asking {
                self.enter(&part.name, name).await?;
            }
            self.settle().await?;
        }
        Ok(())
    }

    /// Somebody joins a group, or asks to.
    async fn enter(&self, group: &str, username: &str) -> Done {
        let figure = self.figure(username)?;
        let target = self.group_seen_from(figure.unit, group).await?;
        let app = self.app(figure.unit)?;
        Ok(follows::follow(app, &figure.person, target, None, None).await?)
    }

    /// A group as a unit knows it; the first time, it asks the group's.
    pub(super) async fn group_seen_from(&self, unit: usize, name: &str) -> Done<AccountId> {
        let home = self
            .groups
            .get(name)
            .ok_or_else(|| Error::internal(format!("the story has no group called {name}")))?;
        let handle = self.handle_at(name, *home, unit)?;
        Ok(resolve::handle(self.app(unit)?, &handle).await?.id)
    }
}
