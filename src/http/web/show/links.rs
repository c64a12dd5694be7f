//! Links inside posts. Names and subjects lead to our own pages, where the reader is signed in, not to the other unit's
//! door.

/// Rewrites the addresses of the links in sanitised HTML. `people` are (address of a person, our page of them).
///
/// Works on the sanitiser's output only: every attribute is in double quotes, and `<` stands for nothing but a tag.
pub fn lead_here(html: &str, people: &[(String, String)]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<a ") {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        match new_address(tag, people) {
            Some((old, new)) => out.push_str(&tag.replacen(
                &format!("href=\"{old}\""),
                &format!("href=\"{new}\""),
                1,
            )),
            None => out.push_str(tag),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn new_address<'a>(tag: &'a str, people: &[(String, String)]) -> Option<(&'a str, String)> {
    let old = attribute(tag, "href")?;
    let classes = attribute(tag, "class").unwrap_or_default();
    if classes.split(' ').any(|class| class == "hashtag") {
        let subject = old.trim_end_matches('/').rsplit('/').next()?;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '%' | '-');
        return (!subject.is_empty() && subject.chars().all(plain))
            .then(|| (old, format!("/tags/{subject}")));
    }
    let raw = old.replace("&amp;", "&");
    people
        .iter()
        .find(|(address, _)| *address == raw)
        .map(|(_, page)| (old, escaped(page)))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag.get(start..)?.split('"').next()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_subjects_lead_to_our_pages_and_nothing_else_changes() {
        let people = [(
            "https://it.example/@aisha".to_owned(),
            "/@aisha@it.example".to_owned(),
        )];
        for (html, expected) in [
            (
                "<p><a href=\"https://it.example/@aisha\" class=\"u-url mention\">@<span>aisha</span></a> hoi</p>",
                "<p><a href=\"/@aisha@it.example\" class=\"u-url mention\">@<span>aisha</span></a> hoi</p>",
            ),
            (
                "<a href=\"https://it.example/tags/caf%C3%A9\" class=\"mention hashtag\" rel=\"tag\">x</a>",
                "<a href=\"/tags/caf%C3%A9\" class=\"mention hashtag\" rel=\"tag\">x</a>",
            ),
            (
                "<a href=\"https://it.example/\">@aisha</a>",
                "<a href=\"https://it.example/\">@aisha</a>",
            ),
            (
                "<a href=\"https://x.example/tags/a?b=c\" class=\"hashtag\">",
                "<a href=\"https://x.example/tags/a?b=c\" class=\"hashtag\">",
            ),
            ("<abbr>a</abbr> &lt;a ", "<abbr>a</abbr> &lt;a "),
            ("", ""),
        ] {
            assert_eq!(lead_here(html, &people), expected);
        }
    }
}
