use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::Version;

/// A NodeInfo document. Reading is lenient: a member of the wrong shape counts as missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NodeInfo {
    /// `2.0` or `2.1`.
    #[serde(deserialize_with = "or_default")]
    pub version: String,
    /// What the server runs.
    #[serde(deserialize_with = "or_default")]
    pub software: Software,
    /// The protocols it federates by; for us `activitypub`.
    #[serde(deserialize_with = "or_default")]
    pub protocols: Vec<String>,
    /// The foreign services it exchanges posts with; nobody uses it, the schema requires it.
    #[serde(deserialize_with = "or_default")]
    pub services: Services,
    /// Whether anybody may open an account.
    #[serde(deserialize_with = "or_default")]
    pub open_registrations: bool,
    /// How much it is used.
    #[serde(deserialize_with = "or_default")]
    pub usage: Usage,
    /// Whatever else the server says.
    #[serde(deserialize_with = "or_default")]
    pub metadata: Map<String, Value>,
}

/// What a server runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Software {
    /// The canonical name, lower case.
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    /// The version.
    #[serde(deserialize_with = "or_default")]
    pub version: String,
    /// Where the source is (2.1 only).
    #[serde(
        deserialize_with = "or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub repository: Option<String>,
}

/// Foreign services, by direction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Services {
    /// Where posts are taken from.
    #[serde(deserialize_with = "or_default")]
    pub inbound: Vec<String>,
    /// Where posts are sent to.
    #[serde(deserialize_with = "or_default")]
    pub outbound: Vec<String>,
}

/// How much a server is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Usage {
    /// People.
    #[serde(deserialize_with = "or_default")]
    pub users: Users,
    /// Posts that were written here.
    #[serde(
        deserialize_with = "or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub local_posts: Option<u64>,
}

/// How many people have accounts, and used them lately.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Users {
    /// Accounts.
    #[serde(
        deserialize_with = "or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub total: Option<u64>,
    /// Signed in within 180 days.
    #[serde(
        deserialize_with = "or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub active_halfyear: Option<u64>,
    /// Signed in within 30 days.
    #[serde(
        deserialize_with = "or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub active_month: Option<u64>,
}

impl NodeInfo {
    /// Our own document.
    ///
    /// `name` and `description` are those of the unit; `repository` is where the source of the running version is, which
    /// the licence obliges us to say. `metadata.upstream` tells clients that look there for the API they can speak
    /// (megalodon) that it is Mastodon's.
    pub fn ours(
        version: Version,
        software_version: &str,
        repository: &str,
        name: &str,
        description: &str,
        usage: Usage,
    ) -> Self {
        let metadata = serde_json::json!({
            "nodeName": name,
            "nodeDescription": description,
            "upstream": { "name": "mastodon" },
            "federation": { "enabled": true },
        });
        Self {
            version: version.number().to_owned(),
            software: Software {
                name: "meent".to_owned(),
                version: software_version.to_owned(),
                // The schema of 2.0 does not allow it.
                repository: (version >= Version::V21).then(|| repository.to_owned()),
            },
            protocols: vec!["activitypub".to_owned()],
            services: Services::default(),
            open_registrations: false,
            usage,
            metadata: match metadata {
                Value::Object(members) => members,
                _ => Map::new(),
            },
        }
    }

    /// The name the server gives itself, where it has one.
    pub fn node_name(&self) -> Option<&str> {
        self.metadata.get("nodeName").and_then(Value::as_str)
    }
}

fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}
