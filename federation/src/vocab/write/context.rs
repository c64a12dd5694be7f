//! The `@context` of everything we send.

use serde::Serialize;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// ActivityStreams first and as a plain text (Mastodon looks for exactly this), the security vocabulary for keys, and one
/// object that declares every further term our writers use: receivers that process JSON-LD drop undeclared terms. Those of
/// FEP-521a and FEP-8b32 stand there too, as their contexts have them: a receiver inside a closed network cannot fetch these.
static CONTEXT: LazyLock<Value> = LazyLock::new(|| {
    json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1",
        {
            "toot": "http://joinmastodon.org/ns#",
            "schema": "http://schema.org#",
            "gts": "https://gotosocial.org/ns#",
            "lemmy": "https://join-lemmy.org/ns#",
            "fep5219": "https://w3id.org/fep/5219#",
            "meent": "https://meent.example/ns#",
            "wf": "https://purl.archive.org/socialweb/webfinger#",
            "sec": "https://w3id.org/security#",
            "Hashtag": "as:Hashtag",
            "sensitive": "as:sensitive",
            "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
            "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
            "movedTo": {"@id": "as:movedTo", "@type": "@id"},
            "Emoji": "toot:Emoji",
            "featured": {"@id": "toot:featured", "@type": "@id"},
            "discoverable": "toot:discoverable",
            "indexable": "toot:indexable",
            "memorial": "toot:memorial",
            "suspended": "toot:suspended",
            "blurhash": "toot:blurhash",
            "focalPoint": {"@id": "toot:focalPoint", "@container": "@list"},
            "PropertyValue": "schema:PropertyValue",
            "value": "schema:value",
            "webfinger": "wf:webfinger",
            "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
            "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
            "canReply": {"@id": "gts:canReply", "@type": "@id"},
            "postingRestrictedToMods": "lemmy:postingRestrictedToMods",
            "affiliations": {"@id": "fep5219:affiliations", "@type": "@id"},
            "canFollow": "fep5219:canFollow",
            "canParticipate": "fep5219:canParticipate",
            "groupAccess": "meent:groupAccess",
            "replyAuthorization": {"@id": "gts:replyAuthorization", "@type": "@id"},
            "ReplyRequest": "gts:ReplyRequest",
            "ReplyAuthorization": "gts:ReplyAuthorization",
            "interactingObject": {"@id": "gts:interactingObject", "@type": "@id"},
            "interactionTarget": {"@id": "gts:interactionTarget", "@type": "@id"},
            "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
            "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
            "quote": {"@id": "https://w3id.org/fep/044f#quote", "@type": "@id"},
            "quoteAuthorization": {"@id": "https://w3id.org/fep/044f#quoteAuthorization", "@type": "@id"},
            "quoteUrl": {"@id": "as:quoteUrl", "@type": "@id"},
            "quoteUri": {"@id": "http://fedibird.com/ns#quoteUri", "@type": "@id"},
            "_misskey_quote": {"@id": "https://misskey-hub.net/ns#_misskey_quote", "@type": "@id"},
            "votersCount": "toot:votersCount",
            "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
            "manualApproval": {"@id": "gts:manualApproval", "@type": "@id"},
            "implements": {"@id": "https://w3id.org/fep/844e/implements", "@type": "@id", "@container": "@set"},
            "assertionMethod": {"@id": "sec:assertionMethod", "@type": "@id", "@container": "@set"},
            "Multikey": "sec:Multikey",
            "controller": {"@id": "sec:controller", "@type": "@id"},
            "publicKeyMultibase": {"@id": "sec:publicKeyMultibase", "@type": "sec:multibase"},
            "DataIntegrityProof": "sec:DataIntegrityProof",
            "proof": {"@id": "sec:proof", "@type": "@id", "@container": "@graph"},
            "cryptosuite": "sec:cryptosuite",
            "verificationMethod": {"@id": "sec:verificationMethod", "@type": "@id"},
            "proofPurpose": {"@id": "sec:proofPurpose", "@type": "@vocab"},
            "proofValue": {"@id": "sec:proofValue", "@type": "sec:multibase"},
        }
    ])
});

/// The context as a value, for documents built elsewhere.
pub fn context() -> &'static Value {
    &CONTEXT
}

/// A document with its `@context` in front: the outermost form of everything that is sent or served.
#[derive(Debug, Clone, Serialize)]
pub struct WithContext<T> {
    #[serde(rename = "@context")]
    context: &'static Value,
    #[serde(flatten)]
    document: T,
}

impl<T: Serialize> WithContext<T> {
    /// Puts the context in front of a document.
    pub fn new(document: T) -> Self {
        Self {
            context: context(),
            document,
        }
    }

    /// The bytes to sign, send and serve.
    ///
    /// # Errors
    /// Those of `serde_json`; none of our own documents can cause one.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}
