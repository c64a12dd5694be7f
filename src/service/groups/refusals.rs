//! What people are refused by ordinary use of groups. The pages say it in the reader's language, so each has a name here;
//! programs get the sentence.

use crate::error::Error;

/// Why something with a group cannot be done as it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    NameTaken,
    NameBad,
    NameReserved,
    TitleEmpty,
    TitleLong,
    RulesLong,
    /// An open group cannot be closed, nor a closed one opened.
    AccessFixed,
    /// The only owner wants to leave, or to stop being one.
    OnlyOwner,
    /// Only those who moderate may.
    NotModerator,
    /// Only owners may.
    NotOwner,
    /// Only members can moderate.
    NotMember,
    /// Somebody who is banned cannot be invited.
    Banned,
    /// Only people can be invited.
    NotPerson,
    /// They may not come in.
    KeptOut,
    /// A post for some people cannot go to a group as well.
    Narrower,
}

impl Refused {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::NameTaken,
        Self::NameBad,
        Self::NameReserved,
        Self::TitleEmpty,
        Self::TitleLong,
        Self::RulesLong,
        Self::AccessFixed,
        Self::OnlyOwner,
        Self::NotModerator,
        Self::NotOwner,
        Self::NotMember,
        Self::Banned,
        Self::NotPerson,
        Self::KeptOut,
        Self::Narrower,
    ];

    /// In a sentence for programs.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NameTaken => {
                "Validation failed: Name is taken by a person or a group; choose another"
            }
            Self::NameBad => {
                "Validation failed: Name must have 1 to 30 characters: letters a-z, digits and _"
            }
            Self::NameReserved => "Validation failed: Name is reserved; choose another",
            Self::TitleEmpty => {
                "Validation failed: Title can't be blank; say in a few words what the group is for"
            }
            Self::TitleLong => "Validation failed: Title is too long",
            Self::RulesLong => {
                "Validation failed: A group has at most 20 rules of 300 characters each"
            }
            Self::AccessFixed => {
                "Validation failed: What was open to everybody cannot be closed, since other units keep it, and what was closed cannot be opened over the heads of its members. Make a new group"
            }
            Self::OnlyOwner => {
                "You are the group's only owner. Make somebody else an owner first, or end the group"
            }
            Self::NotModerator => "Only moderators of the group may do this",
            Self::NotOwner => "Only owners of the group may do this",
            Self::NotMember => {
                "Validation failed: Only members can moderate; invite the person first"
            }
            Self::Banned => {
                "Validation failed: This person is banned from the group; lift the ban first"
            }
            Self::NotPerson => "Validation failed: Only people can be invited",
            Self::KeptOut => "You may not join this group",
            Self::Narrower => {
                "Validation failed: What is for some people or for the own unit only cannot go to a group"
            }
        }
    }

    /// The refusal behind an error, if it is one.
    pub fn of(error: &Error) -> Option<Self> {
        let (Error::Invalid(text) | Error::Forbidden(text)) = error else {
            return None;
        };
        Self::ALL
            .into_iter()
            .find(|refused| refused.sentence() == text)
    }

    /// It is not for this person to do; else it makes no sense as it was asked.
    fn forbids(self) -> bool {
        matches!(self, Self::NotModerator | Self::NotOwner | Self::KeptOut)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused.forbids() {
            true => Self::forbidden(refused.sentence()),
            false => Self::invalid(refused.sentence()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_known_again() {
        for refused in Refused::ALL {
            assert_eq!(Refused::of(&refused.into()), Some(refused));
        }
        assert_eq!(Refused::of(&Error::NotFound), None);
    }
}
