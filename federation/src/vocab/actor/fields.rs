//! Profile fields.

use crate::vocab::{limits, links::links, reader::Reader};
use serde_json::Value;
use url::Url;

/// One profile field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its label, as text.
    pub name: String,
    /// Its value, as HTML; of a link, the address itself.
    pub value: String,
    /// The address, when the field was sent as a Link (FEP-fb2a).
    pub link: Option<Url>,
}

/// Reads fields in `attachment`: `PropertyValue` (the Mastodon family), and `Note` or `Link` (FEP-fb2a). Servers that send
/// both forms of the same field repeat its name; then the first form counts.
pub(super) fn read(reader: Reader<'_>) -> Vec<Field> {
    let all = || {
        reader
            .list("attachment", limits::FIELDS * 4)
            .filter_map(|value| Reader::new(value).ok())
    };
    let mut fields: Vec<Field> = all().filter_map(property).take(limits::FIELDS).collect();
    for field in all().filter_map(note_or_link) {
        if fields.len() >= limits::FIELDS {
            break;
        }
        if fields.iter().all(|known| known.name != field.name) {
            fields.push(field);
        }
    }
    fields
}

fn property(item: Reader<'_>) -> Option<Field> {
    if !item
        .types()
        .any(|kind| matches!(kind, "PropertyValue" | "schema:PropertyValue"))
    {
        return None;
    }
    let value = item.text("value", limits::FIELD_VALUE).or_else(|| {
        let value = item.get("value")?;
        match value {
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            _ => None,
        }
    });
    Some(Field {
        name: item.text("name", limits::FIELD_NAME)?,
        value: value?,
        link: None,
    })
}

fn note_or_link(item: Reader<'_>) -> Option<Field> {
    let name = item.text("name", limits::FIELD_NAME)?;
    if item.is("Note") {
        return Some(Field {
            value: item.text_or_map("content", "contentMap", limits::FIELD_VALUE)?,
            name,
            link: None,
        });
    }
    // A Link without a rel for profiles may be anything; one with `payment` asks for money.
    let asks_money = item
        .list("rel", limits::TYPES)
        .any(|rel| rel.as_str() == Some("payment"));
    if !item.is("Link") || asks_money {
        return None;
    }
    let link = links(item, "href").into_iter().next()?;
    Some(Field {
        name,
        value: link.url.to_string(),
        link: Some(link.url),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use serde_json::json;

    fn fields(value: Value) -> Vec<Field> {
        let value = json!({ "attachment": value });
        read(Reader::new(&value).unwrap())
    }

    #[test]
    fn both_forms_once() {
        let read = fields(json!([
            {"type": "Note", "name": "Team", "content": "<p>Kitchen</p>"},
            {"type": "PropertyValue", "name": "Team", "value": "Kitchen"},
            {"type": "Link", "name": "Site", "href": "https://a.example/"},
            {"type": "Link", "name": "Bad", "href": "javascript:x"},
            {"type": "Image", "name": "no field"},
            null,
        ]));
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].value, "Kitchen");
        assert!(read[1].link.is_some());
        let many = vec![json!({"type": "PropertyValue", "name": "a", "value": "b"}); 10_000];
        assert_eq!(fields(Value::Array(many)).len(), limits::FIELDS);
    }
}
