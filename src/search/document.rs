//! A post as the index knows it.

use crate::domain::{AccountId, StatusId, Timestamp, Visibility};

use super::question::Feature;

/// Who may read a post, as far as the post itself decides: blocks, suspensions and removals are looked at in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader {
    /// Everybody of this unit.
    Unit,
    Person(AccountId),
    /// Accepted followers of a person, or members of a group.
    FollowersOf(AccountId),
}

impl Reader {
    /// The term that stands for it.
    pub(super) fn term(self) -> String {
        match self {
            Self::Unit => "u".to_owned(),
            Self::Person(id) => format!("p{id}"),
            Self::FollowersOf(id) => format!("f{id}"),
        }
    }
}

/// The people of this unit who may read a post of this audience: the rule of [`crate::domain::visibility::may_see`] turned
/// round. `named` are the people named in it.
pub fn readers_of(
    visibility: Visibility,
    author: AccountId,
    group: Option<AccountId>,
    named: &[AccountId],
) -> Vec<Reader> {
    let mut readers = vec![Reader::Person(author)];
    match visibility {
        Visibility::Public | Visibility::Unlisted => readers.push(Reader::Unit),
        Visibility::Private => readers.push(Reader::FollowersOf(group.unwrap_or(author))),
        Visibility::Direct => {}
    }
    // Being named in what is for the members of a group does not let anybody in.
    if !(group.is_some() && visibility == Visibility::Private) {
        readers.extend(named.iter().map(|id| Reader::Person(*id)));
    }
    readers
}

/// A post to be put into the index.
#[derive(Debug, Clone)]
pub struct Document {
    pub id: StatusId,
    pub author: AccountId,
    pub created_at: Timestamp,
    /// All that is searched of it, as plain text.
    pub text: String,
    /// As its author's server told it; decides how words are brought to their stem.
    pub language: Option<String>,
    pub readers: Vec<Reader>,
    /// People named in it.
    pub named: Vec<AccountId>,
    /// Keys of its hashtags.
    pub tags: Vec<String>,
    pub features: Vec<Feature>,
    /// People of this unit who wrote it, boosted it, voted in it, or put a favourite or a bookmark on it.
    pub kept_by: Vec<AccountId>,
}
