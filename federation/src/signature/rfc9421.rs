//! RFC 9421, HTTP Message Signatures: the headers `Signature-Input` and `Signature`, and the text that is signed.
//!
//! Nothing here decides whether a signature is good enough: that is [`super::policy`].

use http::HeaderMap;

use super::{
    SignatureError,
    cavage::single,
    structured::{self, InnerList, Item},
};

/// What `alg` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// `rsa-v1_5-sha256`.
    Rsa,
    /// `ed25519`.
    Ed25519,
    /// No parameter: the key decides (section 3.2, step 6).
    OfTheKey,
}

/// One signature of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// `keyid` as sent.
    pub key_id: String,
    /// `alg`.
    pub algorithm: Algorithm,
    /// The names of the components, none twice, in order.
    pub covered: Vec<String>,
    /// `created` in seconds since 1970.
    pub created: Option<i64>,
    /// `expires` in seconds since 1970.
    pub expires: Option<i64>,
    /// The bytes of the signature.
    pub signature: Vec<u8>,
    /// The line `@signature-params` of the text that is signed.
    raw: String,
}

/// The parts of a request that components are taken from.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// `https`, or `http` where a unit is served without TLS.
    pub scheme: &'a str,
    /// Host and port, in lower case, without the port that the scheme has anyway.
    pub authority: &'a str,
    /// Path and query as they were on the wire.
    pub path_and_query: &'a str,
    /// All headers.
    pub headers: &'a HeaderMap,
}

/// Reads the two headers: every signature that can be read, in the order of `Signature-Input`, or why it cannot.
///
/// Errors: fields that are not structured fields, or no member at all.
pub fn parse(
    input: &str,
    signature: &str,
) -> Result<Vec<Result<Parameters, SignatureError>>, SignatureError> {
    let signatures = structured::byte_sequences(signature)?;
    let inputs = structured::inner_lists(input)?;
    Ok(inputs
        .into_iter()
        .map(|(label, list)| {
            let bytes = signatures.iter().find(|(other, _)| *other == label);
            let bytes = bytes.ok_or(SignatureError::Syntax(
                "a label of Signature-Input is missing",
            ))?;
            one(list, bytes.1.clone())
        })
        .collect())
}

fn one(list: InnerList, signature: Vec<u8>) -> Result<Parameters, SignatureError> {
    let get = |name: &str| {
        let mut values = list.parameters.iter();
        values
            .find(|(other, _)| other == name)
            .map(|(_, value)| value)
    };
    let seconds = |name| match get(name) {
        None => Ok(None),
        Some(Item::Integer(seconds)) => Ok(Some(*seconds)),
        Some(_) => Err(SignatureError::Syntax(
            "created and expires must be whole seconds",
        )),
    };
    let key_id = match get("keyid") {
        Some(Item::Text(text)) => text.clone(),
        Some(_) => return Err(SignatureError::Syntax("keyid must be a text")),
        None => return Err(SignatureError::MissingParameter("keyid")),
    };
    let algorithm = match get("alg") {
        None => Algorithm::OfTheKey,
        Some(Item::Text(text)) if text == "rsa-v1_5-sha256" => Algorithm::Rsa,
        Some(Item::Text(text)) if text == "ed25519" => Algorithm::Ed25519,
        Some(_) => return Err(SignatureError::Algorithm),
    };
    let (created, expires) = (seconds("created")?, seconds("expires")?);
    for (index, name) in list.names.iter().enumerate() {
        if list.names.iter().take(index).any(|other| other == name) {
            return Err(SignatureError::Syntax("a component is covered twice"));
        }
        if !name.starts_with('@') && *name != name.to_ascii_lowercase() {
            return Err(SignatureError::Syntax("components are named in lower case"));
        }
    }
    Ok(Parameters {
        key_id,
        algorithm,
        covered: list.names,
        created,
        expires,
        signature,
        raw: list.raw,
    })
}

/// The text that is signed (section 2.5).
///
/// Errors: a covered header that is absent or there more than once, a component that requests do not have.
pub fn signature_base(
    parameters: &Parameters,
    message: Message<'_>,
) -> Result<Vec<u8>, SignatureError> {
    base(&parameters.covered, &parameters.raw, message)
}

/// As [`signature_base`], of components and the parameters' line.
pub(super) fn base(
    covered: &[String],
    raw: &str,
    message: Message<'_>,
) -> Result<Vec<u8>, SignatureError> {
    let (path, query) = match message.path_and_query.split_once('?') {
        Some((path, query)) => (path, query),
        None => (message.path_and_query, ""),
    };
    let mut text = Vec::with_capacity(512);
    for name in covered {
        text.extend_from_slice(format!("\"{name}\": ").as_bytes());
        match name.as_str() {
            "@method" => text.extend_from_slice(message.method.as_bytes()),
            "@scheme" => text.extend_from_slice(message.scheme.as_bytes()),
            "@authority" => text.extend_from_slice(message.authority.as_bytes()),
            "@path" => text.extend_from_slice(path.as_bytes()),
            "@query" => text.extend_from_slice(format!("?{query}").as_bytes()),
            "@request-target" => text.extend_from_slice(message.path_and_query.as_bytes()),
            "@target-uri" => {
                let Message {
                    scheme,
                    authority,
                    path_and_query,
                    ..
                } = message;
                let uri = format!("{scheme}://{authority}{path_and_query}");
                text.extend_from_slice(uri.as_bytes());
            }
            other if other.starts_with('@') => {
                return Err(SignatureError::Component(other.to_owned()));
            }
            header => text.extend_from_slice(single(message.headers, header)?.trim_ascii()),
        }
        text.push(b'\n');
    }
    text.extend_from_slice(format!("\"@signature-params\": {raw}").as_bytes());
    Ok(text)
}
