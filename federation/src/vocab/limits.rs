//! How much of a document is read, in one place.
//!
//! A peer decides what it sends; these numbers decide what we keep. Lists are cut (the rest of an honest document stays
//! usable), texts are cut at a character boundary, and only lists whose every entry matters for authority are refused when
//! too long. The size of the whole document is bounded by the caller, before parsing.

/// Deepest nesting of arrays and objects. The deepest honest document seen has 12 levels.
pub const DEPTH: usize = 64;
/// Values of one `type`.
pub const TYPES: usize = 16;
/// Names in `attributedTo` or `actor`; more is refused, because a cut list could hide a second owner.
pub const OWNERS: usize = 16;
/// Entries kept of each of `to`, `cc` and `audience`. Cutting can only narrow an audience.
pub const RECIPIENTS: usize = 1000;
/// Entries of `tag` looked at.
pub const TAGS: usize = 200;
/// Files and cards attached to one post.
pub const ATTACHMENTS: usize = 32;
/// `Link`s looked at in one `url` or `href`.
pub const LINKS: usize = 100;
/// Options of a poll.
pub const POLL_OPTIONS: usize = 100;
/// Places of an event.
pub const PLACES: usize = 8;
/// Profile fields of an actor.
pub const FIELDS: usize = 50;
/// Other names of an actor (`alsoKnownAs`).
pub const ALIASES: usize = 256;
/// Public keys of an actor.
pub const KEYS: usize = 8;
/// Objects of one activity: reported posts, batched announces.
pub const OBJECTS: usize = 200;
/// Items of one collection page.
pub const ITEMS: usize = 1000;

/// Characters of a `type`, a language tag or another short word.
pub const WORD: usize = 64;
/// Characters of a media type (RFC 6838 allows 127 on each side of the slash).
pub const MEDIA_TYPE: usize = 255;
/// Characters of a display name or a title.
pub const NAME: usize = 1_000;
/// Characters of a user name or a WebFinger handle.
pub const HANDLE: usize = 255;
/// Characters of an actor's biography or of a post's summary.
pub const SUMMARY: usize = 20_000;
/// Characters of a post's HTML or source text. Long articles reach 80 kB.
pub const CONTENT: usize = 400_000;
/// Characters of the description of a picture.
pub const DESCRIPTION: usize = 10_000;
/// Characters of a profile field's name.
pub const FIELD_NAME: usize = 255;
/// Characters of a profile field's value.
pub const FIELD_VALUE: usize = 2_047;
/// Characters of a poll option.
pub const OPTION: usize = 500;
/// Characters of a hashtag, and of an emoji's short code.
pub const TAG_NAME: usize = 255;
/// Characters of a blurhash (9 × 9 components make 168).
pub const BLURHASH: usize = 168;
/// Characters of a public key in PEM; an RSA key of 16 384 bits fits.
pub const PEM: usize = 8_192;
/// Characters of an emoji reaction: one grapheme or `:name@host:`.
pub const REACTION: usize = 300;
