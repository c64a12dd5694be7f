//! How much text people may write, and how it is counted.

use unicode_normalization::char::is_combining_mark;

use super::inline::{Piece, pieces};

/// Characters in a post, counted by [`count_characters`].
pub const STATUS_CHARACTERS: usize = 5_000;
/// Bytes in the source of a post: addresses count as 23 characters whatever their length, so this bounds them.
pub const STATUS_BYTES: usize = 65_536;
/// Characters a web address counts for.
pub const URL_CHARACTERS: usize = 23;
/// Characters in a content warning.
pub const WARNING_CHARACTERS: usize = 500;
/// Characters in the text about a person.
pub const BIO_CHARACTERS: usize = 1_000;
/// Characters in the name of a person.
pub const NAME_CHARACTERS: usize = 60;
/// Fields in a profile.
pub const FIELDS: usize = 8;
/// Characters in the name, and in the value, of a profile field.
pub const FIELD_CHARACTERS: usize = 255;
/// Characters in the description of a picture or file.
pub const ALT_CHARACTERS: usize = 10_000;
/// Characters in an option of a poll.
pub const POLL_OPTION_CHARACTERS: usize = 100;
/// Characters shown of an option of a poll that comes from elsewhere.
pub const OPTION_CHARACTERS: usize = 500;
/// Characters in the title of a post.
pub const TITLE_CHARACTERS: usize = 200;
/// Characters kept of a name that comes from elsewhere.
pub const REMOTE_NAME_CHARACTERS: usize = 200;
/// Bytes kept of HTML that comes from elsewhere; four times as much is read.
pub const REMOTE_HTML_BYTES: usize = 262_144;

/// Counts the characters of a post as Mastodon's clients do, so that the counter beside the field tells the truth:
/// a web address counts 23, a mention counts without its host, everything else by characters as people see them.
pub fn count_characters(source: &str) -> usize {
    pieces(source)
        .map(|piece| match piece {
            Piece::Text(text) => visible_characters(text),
            Piece::Url(_) => URL_CHARACTERS,
            Piece::Mention(mention) => 1 + mention.user.len(),
            Piece::Tag(name) => 1 + visible_characters(name),
        })
        .sum()
}

/// Counts characters as people see them: marks count with the letter they stand on, a joined emoji counts once.
fn visible_characters(text: &str) -> usize {
    let mut count = 0;
    let mut joined = false;
    let mut half_flag = false;
    for c in text.chars() {
        let flag = ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
        let extends = is_combining_mark(c)
            || matches!(c, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
        if !(extends || joined || flag && half_flag) {
            count += 1;
        }
        half_flag = flag && !half_flag;
        joined = c == '\u{200d}';
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_people_see() {
        for (source, want) in [
            ("", 0),
            ("hello\n", 6),
            ("@anna@it.example hi", 8),
            (
                "https://it.example/a/very/long/path/that/goes/on/and/on",
                23,
            ),
            ("see http://x now", 4 + 23 + 4),
            ("#Tag", 4),
            ("e\u{301}", 1),
            ("👩‍👩‍👧‍👦", 1),
            ("🇳🇱🇧🇪", 2),
            ("👍🏽", 1),
            ("日本", 2),
        ] {
            assert_eq!(count_characters(source), want, "{source}");
        }
    }
}
