use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use url::Url;

use super::Handle;
use crate::{
    client::media_type::MediaType,
    origin::{parse_id, same_origin},
};

/// The media type of WebFinger answers.
pub const JRD_JSON: &str = "application/jrd+json";

/// The link from a server to its application actor, in WebFinger (FEP-d556).
pub const REL_SERVICE: &str = "https://www.w3.org/ns/activitystreams#Service";

/// The link from a server to its application actor, in NodeInfo (FEP-2677).
pub const REL_APPLICATION: &str = "https://www.w3.org/ns/activitystreams#Application";

/// What the names of links to activities begin with (FEP-3b86).
const INTENT: &str = "https://w3id.org/fep/3b86/";

/// The older link to where one follows.
const SUBSCRIBE: &str = "http://ostatus.org/schema/1.0/subscribe";

/// A JSON Resource Descriptor (RFC 7033, section 4.4), as far as it is used. Unknown members are skipped; links that are
/// not of the right shape are too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jrd {
    /// Whom the answer is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Other URLs of the same subject.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "those_that_fit"
    )]
    pub aliases: Vec<String>,
    /// Where to go on.
    #[serde(default, deserialize_with = "those_that_fit")]
    pub links: Vec<JrdLink>,
}

/// One link of a [`Jrd`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JrdLink {
    /// What the link is for: a URL or a registered word.
    pub rel: String,
    /// The media type behind it.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Where it leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// A URL with a place to fill in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

impl Jrd {
    /// Our answer about a person or group.
    ///
    /// `page` is the profile for people; `subscribe` the URL, with `{uri}` in it, at which somebody of another server
    /// is helped to follow. The actor is linked under both of its types, the common one first.
    pub fn for_account(handle: &Handle, actor: &Url, page: &Url, subscribe: Option<&str>) -> Self {
        let mut links = vec![
            JrdLink::to("self", "application/activity+json", actor),
            JrdLink::to(
                "self",
                r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#,
                actor,
            ),
            JrdLink::to("http://webfinger.net/rel/profile-page", "text/html", page),
        ];
        links.extend(subscribe.map(|template| JrdLink {
            rel: SUBSCRIBE.to_owned(),
            template: Some(template.to_owned()),
            ..JrdLink::default()
        }));
        Self {
            subject: Some(handle.acct()),
            aliases: vec![page.to_string(), actor.to_string()],
            links,
        }
    }

    /// The same with addresses at which somebody who has an account with us does something, by the kind of activity
    /// (FEP-3b86). Each template has a place for what it is done to, such as `{object}`.
    pub fn with_intents(mut self, intents: &[(&str, String)]) -> Self {
        self.links
            .extend(intents.iter().map(|(kind, template)| JrdLink {
                rel: format!("{INTENT}{kind}"),
                template: Some(template.clone()),
                ..JrdLink::default()
            }));
        self
    }

    /// Where whoever this answer is about can follow `object`, or look at it, at their own server: FEP-3b86, or the older
    /// link that Mastodon has had before. The address is on the host of their actor; others are passed over.
    pub fn interaction(&self, object: &Url) -> Option<Url> {
        let actor = self.actor()?;
        let filled = utf8_percent_encode(object.as_str(), NON_ALPHANUMERIC).to_string();
        let known = [
            (format!("{INTENT}Follow"), "{object}"),
            (SUBSCRIBE.to_owned(), "{uri}"),
            (format!("{INTENT}Object"), "{object}"),
        ];
        known.into_iter().find_map(|(rel, place)| {
            let link = self.links.iter().find(|link| link.rel == rel)?;
            let template = link.template.as_deref()?.replace(place, &filled);
            // What else could be told stays unsaid.
            let address = without_places(&template);
            parse_id(&address)
                .ok()
                .filter(|url| same_origin(url, &actor))
        })
    }

    /// Our answer about the server itself: which actor speaks for it. Source: FEP-d556.
    pub fn for_server(root: &Url, actor: &Url) -> Self {
        let link = JrdLink::to(REL_SERVICE, "application/activity+json", actor);
        Self {
            subject: Some(root.to_string()),
            aliases: Vec::new(),
            links: vec![link],
        }
    }

    /// The id of the actor: the first `self` link of an ActivityPub type with a URL that is one.
    pub fn actor(&self) -> Option<Url> {
        let typed = |link: &&JrdLink| {
            let media_type = link.media_type.as_deref().and_then(MediaType::parse);
            link.rel == "self" && media_type.is_some_and(|media_type| media_type.is_activity())
        };
        self.links
            .iter()
            .filter(typed)
            .find_map(|link| parse_id(link.href.as_deref()?).ok())
    }
}

/// The template with every place that was not filled in left empty.
fn without_places(template: &str) -> String {
    let mut address = String::with_capacity(template.len());
    let mut inside = false;
    for c in template.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            c if !inside => address.push(c),
            _ => {}
        }
    }
    address
}

impl JrdLink {
    fn to(rel: &str, media_type: &str, href: &Url) -> Self {
        Self {
            rel: rel.to_owned(),
            media_type: Some(media_type.to_owned()),
            href: Some(href.to_string()),
            template: None,
        }
    }
}

/// The elements of a list that can be read; nothing where there is no list.
pub(crate) fn those_that_fit<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    let Value::Array(items) = Value::deserialize(deserializer)? else {
        return Ok(Vec::new());
    };
    Ok(items
        .into_iter()
        .filter_map(|item| serde_json::from_value(item).ok())
        .collect())
}
