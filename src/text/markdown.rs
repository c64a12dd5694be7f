//! Markdown to HTML through comrak, with mentions, hashtags and addresses found in the text of its tree only.

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};

use super::inline::{Piece, pieces};
use super::mention::Mention;

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    // `\@anna` and `\#1` must not become mentions and tags: escaped characters stay apart from the text around them.
    options.parse.escaped_char_spans = true;
    // People expect the line breaks they type.
    options.render.hardbreaks = true;
    // Raw HTML is shown as typed.
    options.render.escape = true;
    options
}

/// Renders `source`; `render` turns each piece of running text (not code, not link text) into HTML.
/// The result has not been sanitised.
pub(super) fn to_html(source: &str, mut render: impl FnMut(Piece<'_>, &mut String)) -> String {
    let arena = Arena::new();
    let options = options();
    let root = parse_document(&arena, source, &options);
    undo_mail_links(root);
    for node in root.descendants().collect::<Vec<_>>() {
        // Taken out of the tree with the link around it.
        if node.parent().is_none() {
            continue;
        }
        let value = match &node.data().value {
            NodeValue::Text(text) if !inside_link(node) => {
                let mut html = String::new();
                pieces(text).for_each(|piece| render(piece, &mut html));
                Some(NodeValue::Raw(html))
            }
            NodeValue::Link(link) => bare_address(node, &link.url).map(|address| {
                let mut html = String::new();
                render(Piece::Url(&address), &mut html);
                NodeValue::Raw(html)
            }),
            _ => None,
        };
        if let Some(value) = value {
            node.children()
                .collect::<Vec<_>>()
                .into_iter()
                .for_each(|child| child.detach());
            node.data_mut().value = value;
        }
    }
    for node in root.descendants() {
        let image = match &node.data().value {
            NodeValue::Image(link) => Some(link.clone()),
            _ => None,
        };
        // Pictures belong into attachments, with a description; here one is a link to it.
        if let Some(link) = image {
            node.data_mut().value = NodeValue::Link(link);
        }
    }
    let mut html = String::new();
    // Writing to a string cannot fail.
    let _ = format_html(root, &options, &mut html);
    html
}

/// The mentions in the running text of `source`.
pub(super) fn mentions(source: &str, mut found: impl FnMut(Mention<'_>)) {
    to_html(source, |piece, _| {
        if let Piece::Mention(mention) = piece {
            found(mention);
        }
    });
}

/// Undoes the mail links that automatic linking makes of the middle of `@user@host`, and joins the text again.
fn undo_mail_links(root: Node<'_>) {
    let nodes: Vec<_> = root.descendants().collect();
    for node in nodes {
        let text = match &node.data().value {
            NodeValue::Link(link) if link.url.starts_with("mailto:") => only_text(node),
            _ => None,
        };
        let Some(mut text) = text else { continue };
        node.children()
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|child| child.detach());
        for (neighbour, before) in [
            (node.previous_sibling(), true),
            (node.next_sibling(), false),
        ] {
            let Some(neighbour) = neighbour else { continue };
            let joined = match &neighbour.data().value {
                NodeValue::Text(part) if before => Some(format!("{part}{text}")),
                NodeValue::Text(part) => Some(format!("{text}{part}")),
                _ => None,
            };
            if let Some(joined) = joined {
                text = joined;
                neighbour.detach();
            }
        }
        node.data_mut().value = NodeValue::Text(text.into());
    }
}

/// The address of a link that shows just its address, as automatic links do.
fn bare_address(node: Node<'_>, url: &str) -> Option<String> {
    let shown = only_text(node)?;
    (super::url_text::parse(url).is_some() && shown == url).then_some(shown)
}

fn only_text(node: Node<'_>) -> Option<String> {
    let child = node.first_child()?;
    if child.next_sibling().is_some() {
        return None;
    }
    match &child.data().value {
        NodeValue::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

fn inside_link(node: Node<'_>) -> bool {
    node.ancestors()
        .skip(1)
        .any(|above| matches!(above.data().value, NodeValue::Link(_) | NodeValue::Image(_)))
}
