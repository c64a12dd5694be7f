//! The part of structured fields (RFC 9651) that signatures of RFC 9421 and `Content-Digest` need.
//!
//! Read more strictly than the RFC: only texts that are spelled as the RFC would write them itself. So the text as it was
//! received is also the text that was signed, and nobody can read it in two ways. A label twice is refused, where the RFC
//! takes the last.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::SignatureError;

/// Longest field that is read, in bytes.
const MAX_LENGTH: usize = 8 * 1024;

/// Members of one dictionary.
const MAX_MEMBERS: usize = 8;

/// A bare item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Text(String),
    Integer(i64),
    Token(String),
    Bytes(Vec<u8>),
    True,
}

/// A list in parentheses with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InnerList {
    pub names: Vec<String>,
    pub parameters: Vec<(String, Item)>,
    /// All of it as received.
    pub raw: String,
}

const ODD: SignatureError =
    SignatureError::Syntax("it is not a structured field as RFC 9421 has it");

/// Reads `label=(...);...` members, as in `Signature-Input`.
pub(super) fn inner_lists(text: &str) -> Result<Vec<(String, InnerList)>, SignatureError> {
    dictionary(text, inner_list)
}

/// Reads `label=:base64:` members, as in `Signature` and `Content-Digest`.
pub(super) fn byte_sequences(text: &str) -> Result<Vec<(String, Vec<u8>)>, SignatureError> {
    dictionary(text, |rest| match item(rest)? {
        (Item::Bytes(bytes), rest) => Ok((bytes, rest)),
        _ => Err(ODD),
    })
}

fn dictionary<'a, T>(
    text: &'a str,
    value: impl Fn(&'a str) -> Result<(T, &'a str), SignatureError>,
) -> Result<Vec<(String, T)>, SignatureError> {
    if text.len() > MAX_LENGTH {
        return Err(SignatureError::Syntax("it is too long"));
    }
    let mut members: Vec<(String, T)> = Vec::new();
    let mut rest = text.trim_matches([' ', '\t']);
    loop {
        let (label, after) = key(rest)?;
        let (value, after) = value(after.strip_prefix('=').ok_or(ODD)?)?;
        if members.iter().any(|(other, _)| other == label) {
            return Err(SignatureError::RepeatedParameter(label.to_owned()));
        }
        members.push((label.to_owned(), value));
        if members.len() > MAX_MEMBERS {
            return Err(SignatureError::Syntax("it has too many members"));
        }
        rest = after.trim_start_matches([' ', '\t']);
        if rest.is_empty() {
            return Ok(members);
        }
        let after = rest.strip_prefix(',').ok_or(ODD)?;
        rest = after.trim_start_matches([' ', '\t']);
    }
}

fn key(text: &str) -> Result<(&str, &str), SignatureError> {
    let first = |c: char| c.is_ascii_lowercase() || c == '*';
    let more = |c: char| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.' | '*')
    };
    if !text.starts_with(first) {
        return Err(ODD);
    }
    let end = text.find(|c| !more(c)).unwrap_or(text.len());
    text.split_at_checked(end).ok_or(ODD)
}

fn inner_list(text: &str) -> Result<(InnerList, &str), SignatureError> {
    let mut names = Vec::new();
    let mut rest = text.strip_prefix('(').ok_or(ODD)?;
    if let Some(after) = rest.strip_prefix(')') {
        rest = after;
    } else {
        loop {
            let (name, after) = string(rest)?;
            names.push(name);
            // A component with parameters (`;req`, `;sf`, `;key`) would stand here: none of them is used for requests.
            rest = match (after.strip_prefix(' '), after.strip_prefix(')')) {
                (Some(after), _) => after,
                (_, Some(after)) => {
                    rest = after;
                    break;
                }
                _ if after.starts_with(';') => {
                    return Err(SignatureError::Syntax(
                        "components with parameters are not read",
                    ));
                }
                _ => return Err(ODD),
            };
        }
    }
    let (parameters, rest) = parameters(rest)?;
    let raw = text.strip_suffix(rest).ok_or(ODD)?.to_owned();
    let list = InnerList {
        names,
        parameters,
        raw,
    };
    Ok((list, rest))
}

fn parameters(text: &str) -> Result<(Vec<(String, Item)>, &str), SignatureError> {
    let mut found: Vec<(String, Item)> = Vec::new();
    let mut rest = text;
    while let Some(after) = rest.strip_prefix(';') {
        let (name, after) = key(after)?;
        let (value, after) = match after.strip_prefix('=') {
            Some(value) => item(value)?,
            None => (Item::True, after),
        };
        if found.iter().any(|(other, _)| other == name) {
            return Err(SignatureError::RepeatedParameter(name.to_owned()));
        }
        found.push((name.to_owned(), value));
        rest = after;
    }
    Ok((found, rest))
}

fn item(text: &str) -> Result<(Item, &str), SignatureError> {
    match text.chars().next() {
        Some('"') => string(text).map(|(text, rest)| (Item::Text(text), rest)),
        Some(':') => {
            let (inside, rest) = text
                .strip_prefix(':')
                .and_then(|text| text.split_once(':'))
                .ok_or(ODD)?;
            let bytes = STANDARD.decode(inside).map_err(|_| ODD)?;
            Ok((Item::Bytes(bytes), rest))
        }
        Some('-' | '0'..='9') => integer(text),
        Some(c) if c.is_ascii_alphabetic() || c == '*' => {
            let more = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(c);
            let end = text.find(|c| !more(c)).unwrap_or(text.len());
            let (token, rest) = text.split_at_checked(end).ok_or(ODD)?;
            Ok((Item::Token(token.to_owned()), rest))
        }
        _ => Err(ODD),
    }
}

/// Up to 15 digits, none of them superfluous.
fn integer(text: &str) -> Result<(Item, &str), SignatureError> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = unsigned
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(unsigned.len());
    let rest = unsigned.get(digits..).ok_or(ODD)?;
    let number = text.strip_suffix(rest).ok_or(ODD)?;
    let value: i64 = number.parse().map_err(|_| ODD)?;
    if digits > 15 || value.to_string() != number || rest.starts_with('.') {
        return Err(ODD);
    }
    Ok((Item::Integer(value), rest))
}

fn string(text: &str) -> Result<(String, &str), SignatureError> {
    let mut out = String::new();
    let mut chars = text.strip_prefix('"').ok_or(ODD)?.chars();
    loop {
        match chars.next() {
            Some('"') => return Ok((out, chars.as_str())),
            Some('\\') => match chars.next() {
                Some(c @ ('"' | '\\')) => out.push(c),
                _ => return Err(ODD),
            },
            Some(c @ ' '..='~') => out.push(c),
            _ => return Err(ODD),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_with_parameters() {
        let text = r#"sig1=("@method" "x\"y");created=12;keyid="a, (b)";alg=token;flag, other=()"#;
        let lists = inner_lists(text).unwrap();
        assert_eq!(lists.len(), 2);
        let (label, list) = &lists[0];
        assert_eq!(label, "sig1");
        assert_eq!(list.names, ["@method", "x\"y"]);
        let value = |name: &str| &list.parameters.iter().find(|(n, _)| n == name).unwrap().1;
        assert_eq!(value("created"), &Item::Integer(12));
        assert_eq!(value("keyid"), &Item::Text("a, (b)".to_owned()));
        assert_eq!(value("alg"), &Item::Token("token".to_owned()));
        assert_eq!(value("flag"), &Item::True);
        assert!(text.contains(&list.raw) && list.raw.ends_with(";flag"));
        assert_eq!(lists[1].1.raw, "()");
    }

    #[test]
    fn what_is_spelled_otherwise_is_refused() {
        for text in [
            "",
            ",",
            "sig1",
            "sig1=",
            "sig1=()x",
            "sig1=(),",
            "Sig1=()",
            "1=()",
            "sig1=( )",
            r#"sig1=("a"  "b")"#,
            r#"sig1=("a" )"#,
            r#"sig1=("a""b")"#,
            r#"sig1=("a";req)"#,
            r#"sig1=("a"#,
            "sig1=();created=01",
            "sig1=();created=-0",
            "sig1=();created=1.5",
            "sig1=(); created=1",
            "sig1=();created=1;created=2",
            "sig1=(), sig1=()",
            "sig1=();keyid=\"é\"",
            "sig1=();keyid=\"\\n\"",
            "sig1=();created=1234567890123456",
        ] {
            assert!(inner_lists(text).is_err(), "{text}");
        }
        for text in [
            "sig1=:AAA:",
            "sig1=AAAA",
            "sig1=:AAAA",
            "sig1=:AAAA:, sig1=:AAAA:",
            "sig1=:A AA:",
        ] {
            assert!(byte_sequences(text).is_err(), "{text}");
        }
        let many: Vec<String> = (0..9).map(|n| format!("s{n}=()")).collect();
        assert!(inner_lists(&many.join(", ")).is_err());
        assert!(inner_lists(&format!("s=(\"{}\")", "a".repeat(9_000))).is_err());
        assert_eq!(byte_sequences("a=:AAAA:,b=::").unwrap().len(), 2);
    }

    proptest! {
        #[test]
        fn no_text_is_a_panic(text: String, tail in "[a-z=();:\", 0-9@-]{0,40}") {
            let _ = inner_lists(&text);
            let _ = inner_lists(&tail);
            let _ = byte_sequences(&text);
            let _ = byte_sequences(&format!("sig1=:{tail}"));
        }
    }
}
