//! A small strict reader of our own pages: enough to catch a missing end tag, a button in a link, a field without a label.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::{BTreeMap, BTreeSet};

const VOID: &[&str] = &[
    "meta", "link", "img", "input", "br", "hr", "use", "path", "wbr",
];
const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "header",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "ul",
];
const INTERACTIVE: &[&str] = &[
    "a", "button", "input", "select", "textarea", "details", "label",
];

#[derive(Debug)]
struct Tag {
    name: String,
    attrs: BTreeMap<String, String>,
    close: bool,
}

/// Every complaint about `html`; empty is good.
pub fn complaints(html: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut labels = BTreeSet::new();
    let mut fields = Vec::new();
    let mut refers = Vec::new();
    let mut headings = 0;
    for tag in tags(html) {
        let name = tag.name.as_str();
        if tag.close {
            match open.pop() {
                Some(top) if top == name => {}
                top => {
                    wrong.push(format!("</{name}> closes {top:?}"));
                    return wrong;
                }
            }
            continue;
        }
        for (attr, value) in &tag.attrs {
            if attr.starts_with("on") || attr == "style" {
                wrong.push(format!("inline {attr} on <{name}>"));
            }
            if value
                .trim_start()
                .to_ascii_lowercase()
                .starts_with("javascript:")
            {
                wrong.push(format!("script address on <{name}>"));
            }
        }
        if name == "style" || (name == "script" && !tag.attrs.contains_key("src")) {
            wrong.push(format!("inline <{name}>"));
        }
        if open.iter().any(|o| o == "p") && BLOCK.contains(&name) {
            wrong.push(format!("<{name}> inside <p>"));
        }
        if name == "form" && open.iter().any(|o| o == "form") {
            wrong.push("form inside form".to_owned());
        }
        if let Some(outer) = open.iter().find(|o| *o == "a" || *o == "button")
            && INTERACTIVE.contains(&name)
        {
            wrong.push(format!("<{name}> inside <{outer}>"));
        }
        let parent = open.last().map(String::as_str);
        if name == "li" && !matches!(parent, Some("ul" | "ol")) {
            wrong.push(format!("<li> inside {parent:?}"));
        }
        if matches!(parent, Some("ul" | "ol")) && name != "li" {
            wrong.push(format!("<{name}> directly inside a list"));
        }
        if name == "h1" {
            headings += 1;
        }
        if name == "img" && !tag.attrs.contains_key("alt") {
            wrong.push("img without alt".to_owned());
        }
        if let Some(id) = tag.attrs.get("id")
            && !ids.insert(id.clone())
        {
            wrong.push(format!("id {id} stands twice"));
        }
        if let Some(target) = tag.attrs.get("for") {
            labels.insert(target.clone());
        }
        for attr in ["aria-describedby", "aria-labelledby"] {
            if let Some(list) = tag.attrs.get(attr) {
                refers.extend(list.split_whitespace().map(str::to_owned));
            }
        }
        let hidden = matches!(
            tag.attrs.get("type").map(String::as_str),
            Some("hidden" | "submit")
        );
        if matches!(name, "input" | "select" | "textarea") && !hidden {
            fields.push(tag.attrs.get("id").cloned().unwrap_or_default());
        }
        if !VOID.contains(&name) && name != "!doctype" {
            open.push(name.to_owned());
        }
    }
    if !open.is_empty() {
        wrong.push(format!("never closed: {open:?}"));
    }
    if headings != 1 {
        wrong.push(format!("{headings} h1"));
    }
    wrong.extend(
        fields
            .iter()
            .filter(|id| !labels.contains(*id))
            .map(|id| format!("field {id:?} has no label")),
    );
    wrong.extend(
        refers
            .iter()
            .filter(|id| !ids.contains(*id))
            .map(|id| format!("{id} is named but not there")),
    );
    wrong
}

/// The tags of a page in order. Quotes inside attribute values do not end a tag.
fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let mut quote = None;
        let end = rest
            .char_indices()
            .find(|&(_, c)| match quote {
                Some(q) => {
                    if c == q {
                        quote = None;
                    }
                    false
                }
                None if c == '"' || c == '\'' => {
                    quote = Some(c);
                    false
                }
                None => c == '>',
            })
            .map(|(at, _)| at)
            .expect("a tag without an end");
        found.push(tag(&rest[..end]));
        rest = &rest[end + 1..];
    }
    found
}

fn tag(inner: &str) -> Tag {
    let close = inner.starts_with('/');
    let inner = inner.trim_start_matches('/').trim_end_matches('/');
    let (name, mut rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let mut attrs = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let stop = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let key = rest[..stop].to_ascii_lowercase();
        rest = &rest[stop..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix("=\"") {
            let stop = after.find('"').expect("an attribute without its end");
            value = after[..stop].to_owned();
            rest = &after[stop + 1..];
        } else {
            assert!(!rest.starts_with('='), "attribute {key} without quotes");
        }
        assert!(
            attrs.insert(key.clone(), value).is_none(),
            "attribute {key} twice on <{name}>"
        );
    }
    Tag {
        name: name.to_ascii_lowercase(),
        attrs,
        close,
    }
}

#[test]
fn the_reader_itself_sees_mistakes() {
    assert!(complaints("<h1>a</h1><p>b</p>").is_empty());
    for bad in [
        "<p><div></div></p><h1>x</h1>",
        "<h1>x</h1><a href=\"/\"><button>x</button></a>",
        "<h1>x</h1><input id=\"a\">",
        "<h1>x</h1><div style=\"color:red\"></div>",
        "<h1>x</h1><b>",
        "<div>x</div>",
    ] {
        assert!(!complaints(bad).is_empty(), "{bad}");
    }
}
