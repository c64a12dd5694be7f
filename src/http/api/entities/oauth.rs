//! Apps and tokens.

use super::Id;
use serde::Serialize;

/// An app as anybody with its token may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct VerifiedApplication {
    pub id: Id,
    pub name: String,
    pub website: Option<String>,
    pub scopes: Vec<String>,
    pub redirect_uris: Vec<String>,
    /// The unit's public key for push.
    pub vapid_key: String,
    /// Deprecated: the same, separated by newlines.
    pub redirect_uri: String,
}

/// An app with its secret, in the answer to its registration only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Application {
    #[serde(flatten)]
    pub app: VerifiedApplication,
    pub client_id: String,
    pub client_secret: String,
    /// 0: never.
    pub client_secret_expires_at: i64,
}

/// The answer of the token endpoint (RFC 6749 section 5.1, with Mastodon's `created_at`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Token {
    pub access_token: String,
    pub token_type: &'static str,
    pub scope: String,
    /// Seconds since 1970.
    pub created_at: i64,
}

/// Authorization server metadata (RFC 8414).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AuthorizationServer {
    pub issuer: String,
    /// The description of the API.
    pub service_documentation: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub revocation_endpoint: String,
    pub userinfo_endpoint: String,
    pub scopes_supported: &'static [&'static str],
    pub response_types_supported: &'static [&'static str],
    pub response_modes_supported: &'static [&'static str],
    pub grant_types_supported: Vec<&'static str>,
    pub token_endpoint_auth_methods_supported: &'static [&'static str],
    pub code_challenge_methods_supported: &'static [&'static str],
    pub app_registration_endpoint: String,
}

/// Who the token belongs to, in OpenID Connect's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct UserInfo {
    pub iss: String,
    /// The ActivityPub id.
    pub sub: String,
    pub name: String,
    pub preferred_username: String,
    pub profile: String,
    pub picture: String,
}
