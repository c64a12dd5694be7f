//! Rewrites any HTML into the small, balanced, shallow HTML that posts are made of, before a real parser sees it.
//!
//! Elements outside the allow-list lose their tags and keep their text; those that structure a page (`div`, table rows)
//! become paragraphs, so that words do not run together. Depth is bounded here: tags beyond the bound are dropped.

use super::escape::{decode, escape_attribute, escape_into, push_escaped};
use super::limits::REMOTE_HTML_BYTES;
use super::link;
use super::sanitise::{allowed_class, is_bidi_control, is_bidi_override};
use super::token::{Token, tokens};
use super::url_text;

/// Elements open at the same time; deeper ones lose their tags.
const MAX_DEPTH: usize = 32;
/// Longer addresses are not linked.
const MAX_HREF: usize = 4096;
/// Bytes of visible link text that the check for misleading links looks at.
const MAX_LINK_TEXT: usize = 4096;

/// The `rel` of every link: no ranking, no access to our window, no referrer.
pub(super) const LINK_REL: &str = "nofollow noopener noreferrer ugc";

pub(super) fn normalise(html: &str) -> String {
    let mut writer = Writer::default();
    let mut skipping: Option<(String, usize)> = None;
    for token in tokens(html) {
        if writer.is_full() {
            break;
        }
        // Inside an element whose content is not text (drawings, templates): count its own tags until it ends.
        if let Some((inside, depth)) = &mut skipping {
            match &token {
                Token::Start { name, .. } if name == inside => *depth += 1,
                Token::End { name } if name == inside => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                skipping = None;
            }
            continue;
        }
        match token {
            Token::Text(raw) => writer.text(&decode(raw)),
            Token::Start { name, .. } if matches!(name.as_str(), "svg" | "template" | "object") => {
                skipping = Some((name, 1));
            }
            Token::Start { name, attributes } => writer.start(&name, &attributes),
            Token::End { name } => writer.end(&name),
        }
    }
    writer.close_to(0);
    let end = writer.out.trim_end_matches(is_html_space).len();
    writer.out.truncate(end);
    writer.out
}

/// What an element means to us.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inline,
    /// Holds text: paragraph, heading, preformatted text.
    Leaf,
    /// Holds paragraphs: quote, list item.
    Container,
    List,
    /// Structures a page, has no place here.
    Boundary,
    Unknown,
}

/// The name under which an element is kept, and its kind.
fn known(name: &str) -> (&'static str, Kind) {
    match name {
        "a" => ("a", Kind::Inline),
        "span" => ("span", Kind::Inline),
        "em" => ("em", Kind::Inline),
        "strong" => ("strong", Kind::Inline),
        "b" => ("b", Kind::Inline),
        "i" => ("i", Kind::Inline),
        "u" => ("u", Kind::Inline),
        "s" | "strike" => ("s", Kind::Inline),
        "del" => ("del", Kind::Inline),
        "code" | "kbd" | "samp" | "tt" => ("code", Kind::Inline),
        "p" => ("p", Kind::Leaf),
        "pre" => ("pre", Kind::Leaf),
        "h1" => ("h1", Kind::Leaf),
        "h2" => ("h2", Kind::Leaf),
        "h3" => ("h3", Kind::Leaf),
        "h4" => ("h4", Kind::Leaf),
        "h5" => ("h5", Kind::Leaf),
        "h6" => ("h6", Kind::Leaf),
        "blockquote" => ("blockquote", Kind::Container),
        "li" => ("li", Kind::Container),
        "ul" => ("ul", Kind::List),
        "ol" => ("ol", Kind::List),
        "address" | "article" | "aside" | "body" | "caption" | "center" | "dd" | "details"
        | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form"
        | "header" | "hr" | "html" | "main" | "nav" | "section" | "summary" | "table" | "tbody"
        | "tfoot" | "thead" | "tr" => ("", Kind::Boundary),
        _ => ("", Kind::Unknown),
    }
}

struct Open {
    name: &'static str,
    kind: Kind,
    /// Where its start tag, and its content, begin in the output.
    tag_at: usize,
    content_at: usize,
    hidden: bool,
    link: Option<Link>,
}

struct Link {
    host: String,
    mention: bool,
    visible: String,
}

#[derive(Default)]
struct Writer {
    out: String,
    open: Vec<Open>,
    /// The last thing written was text or an inline element, so white space that follows is worth something.
    flowing: bool,
    /// A page structure began or ended: what follows starts a paragraph.
    boundary: bool,
}

impl Writer {
    /// Cutting what is written rather than what is read makes a second pass cut at the same place.
    fn is_full(&self) -> bool {
        self.out.len() >= REMOTE_HTML_BYTES
    }

    fn text(&mut self, text: &str) {
        let in_pre = self.open.iter().any(|open| open.name == "pre");
        let in_link = self.open.iter().any(|open| open.name == "a");
        let mut clean: String = text
            .replace("\r\n", "\n")
            .chars()
            .map(|c| if c == '\r' { '\n' } else { c })
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .filter(|c| !(is_bidi_override(*c) || (in_link && is_bidi_control(*c))))
            .collect();
        if in_pre {
            // A parser drops the first line break of preformatted text: a second pass would change the text.
            if self
                .open
                .last()
                .is_some_and(|open| open.name == "pre" && open.content_at == self.out.len())
            {
                clean = clean.trim_start_matches('\n').to_owned();
            }
        } else if !self.flowing || self.boundary {
            clean = clean.trim_start_matches(is_html_space).to_owned();
        }
        if clean.is_empty() {
            return;
        }
        self.begin_flow();
        for c in clean.chars() {
            if self.is_full() {
                break;
            }
            push_escaped(c, &mut self.out);
        }
        self.flowing = true;
        self.remember_link_text(&clean);
    }

    fn remember_link_text(&mut self, text: &str) {
        let hidden = self.open.iter().any(|open| open.hidden);
        if let Some(link) = self.open.iter_mut().find_map(|open| open.link.as_mut())
            && !hidden
            && link.visible.len() < MAX_LINK_TEXT
        {
            link.visible.push_str(text);
        }
    }

    fn start(&mut self, tag: &str, attributes: &[(String, &str)]) {
        let (name, kind) = known(tag);
        match kind {
            Kind::Inline => self.start_inline(name, attributes),
            Kind::Leaf | Kind::List => {
                self.close_to_container();
                self.push(name, kind, class_attribute(name, attributes));
            }
            Kind::Container if name == "li" => self.start_item(),
            Kind::Container => {
                self.close_to_container();
                self.push(name, kind, String::new());
            }
            Kind::Boundary => self.mark_boundary(),
            Kind::Unknown => match tag {
                "br" => {
                    self.begin_flow();
                    self.out.push_str("<br>");
                    self.remember_link_text("\n");
                    self.flowing = true;
                }
                // Custom emoji of other servers: their shortcode is the text.
                "img" => self.text(&attribute(attributes, "alt")),
                "td" | "th" => self.text(" "),
                _ => {}
            },
        }
    }

    fn start_inline(&mut self, name: &'static str, attributes: &[(String, &str)]) {
        let mut extra = class_attribute(name, attributes);
        let mut link = None;
        if name == "a" {
            if let Some(at) = self.open.iter().position(|open| open.name == "a") {
                self.close_to(at);
            }
            let href = attribute(attributes, "href");
            let href = href.trim();
            let Some(url) = url_text::parse(href).filter(|_| href.len() <= MAX_HREF) else {
                return;
            };
            let tag = attribute(attributes, "rel")
                .split_whitespace()
                .any(|word| word == "tag");
            let rel = if tag {
                format!("tag {LINK_REL}")
            } else {
                LINK_REL.to_owned()
            };
            let mention = extra.contains("mention");
            extra = format!(
                " href=\"{}\"{extra} rel=\"{rel}\" target=\"_blank\"",
                escape_attribute(url.as_str())
            );
            link = Some(Link {
                host: url.host_str().unwrap_or_default().to_owned(),
                mention,
                visible: String::new(),
            });
        }
        self.begin_flow();
        let hidden = extra.contains("invisible");
        if self.push(name, Kind::Inline, extra)
            && let Some(open) = self.open.last_mut()
        {
            open.link = link;
            open.hidden = hidden;
        }
    }

    /// A list item stands in a list; elsewhere it is a paragraph.
    fn start_item(&mut self) {
        match self
            .open
            .iter()
            .rposition(|open| open.kind == Kind::List || open.name == "blockquote")
        {
            Some(at)
                if self
                    .open
                    .get(at)
                    .is_some_and(|open| open.kind == Kind::List) =>
            {
                self.close_to(at + 1);
                self.push("li", Kind::Container, String::new());
            }
            _ => self.mark_boundary(),
        }
    }

    fn end(&mut self, tag: &str) {
        let (name, kind) = known(tag);
        let found = match kind {
            Kind::Boundary => {
                self.mark_boundary();
                None
            }
            Kind::Unknown => None,
            // An inline element does not reach out of its paragraph, nor a paragraph out of its quote or item.
            Kind::Inline => self.last_open(name, |open| open.kind != Kind::Inline),
            Kind::Leaf => self.last_open(name, |open| {
                matches!(open.kind, Kind::Container | Kind::List)
            }),
            Kind::Container if name == "li" => self.last_open(name, |open| open.kind == Kind::List),
            Kind::Container | Kind::List => self.last_open(name, |_| false),
        };
        if let Some(at) = found {
            self.close_to(at);
        }
    }

    fn last_open(&self, name: &str, stop: impl Fn(&Open) -> bool) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.name == name {
                return Some(at);
            }
            if stop(open) {
                return None;
            }
        }
        None
    }

    fn mark_boundary(&mut self) {
        if self.open.last().is_some_and(|open| open.name == "p") {
            self.close_to(self.open.len() - 1);
        }
        self.boundary = true;
    }

    /// Called before text or an inline element is written.
    fn begin_flow(&mut self) {
        if !std::mem::take(&mut self.boundary) {
            return;
        }
        match self.open.last() {
            None => {
                self.push("p", Kind::Leaf, String::new());
            }
            Some(open) if open.content_at == self.out.len() => {}
            Some(open) if open.kind == Kind::Container => {
                self.push("p", Kind::Leaf, String::new());
            }
            Some(open) if open.name == "pre" => self.out.push('\n'),
            Some(open) if open.kind == Kind::List => {}
            Some(_) => self.out.push_str("<br>"),
        }
        self.flowing = false;
    }

    fn close_to_container(&mut self) {
        let keep = self
            .open
            .iter()
            .rposition(|open| matches!(open.kind, Kind::Container | Kind::List))
            .map_or(0, |at| at + 1);
        self.close_to(keep);
    }

    /// Writes a start tag unless too many are open. `extra` is attribute text, escaped.
    fn push(&mut self, name: &'static str, kind: Kind, extra: String) -> bool {
        if self.open.len() >= MAX_DEPTH {
            return false;
        }
        let tag_at = self.out.len();
        self.out.push('<');
        self.out.push_str(name);
        self.out.push_str(&extra);
        self.out.push('>');
        self.open.push(Open {
            name,
            kind,
            tag_at,
            content_at: self.out.len(),
            hidden: false,
            link: None,
        });
        if kind != Kind::Inline {
            self.flowing = false;
            self.boundary = false;
        }
        true
    }

    fn close_to(&mut self, keep: usize) {
        while self.open.len() > keep {
            let Some(open) = self.open.pop() else { return };
            // Elements without content only make gaps.
            if open.content_at == self.out.len() {
                self.out.truncate(open.tag_at);
                continue;
            }
            if let Some(link) = &open.link
                && link::misleads(&link.visible, &link.host, link.mention)
            {
                self.out.push(' ');
                escape_into(&link::disclosure(&link.host), &mut self.out);
            }
            self.out.push_str("</");
            self.out.push_str(open.name);
            self.out.push('>');
            if open.kind != Kind::Inline {
                self.flowing = false;
                self.boundary = false;
            }
        }
    }
}

fn is_html_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t')
}

fn attribute(attributes: &[(String, &str)], name: &str) -> String {
    attributes
        .iter()
        .find(|(found, _)| found == name)
        .map(|(_, raw)| decode(raw).into_owned())
        .unwrap_or_default()
}

/// The class attribute that may stay, with its leading space, or nothing; for `ol` the number it starts with.
fn class_attribute(name: &str, attributes: &[(String, &str)]) -> String {
    match name {
        "a" | "span" | "p" => {
            let value = attribute(attributes, "class");
            let classes: Vec<_> = value
                .split_whitespace()
                .filter(|class| allowed_class(class))
                .take(8)
                .collect();
            if classes.is_empty() {
                String::new()
            } else {
                format!(" class=\"{}\"", classes.join(" "))
            }
        }
        "ol" => match attribute(attributes, "start").trim().parse::<i32>() {
            Ok(start) => format!(" start=\"{start}\""),
            Err(_) => String::new(),
        },
        _ => String::new(),
    }
}
