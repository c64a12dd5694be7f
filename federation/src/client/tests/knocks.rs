//! Peers that read one form of signature only.

use super::{
    peer::{Asked, Peer, Reply, answer, document},
    *,
};
use crate::signature::{Form, RequestView, SignedRequest};

/// Takes requests that are well signed in this form, and answers others with 401.
async fn picky(takes: Arc<Mutex<Form>>) -> Peer {
    let port = Arc::new(Mutex::new(0));
    let known = port.clone();
    let peer = Peer::start(move |asked| {
        let message = asked.headers.contains_key("signature-input");
        let fits = message == (*takes.lock().unwrap() == Form::Message);
        Reply::Bytes(
            match (
                fits && genuine(asked, *known.lock().unwrap()),
                asked.method.as_str(),
            ) {
                (false, _) => answer("401 Unauthorized", &[], b"who?"),
                (true, "GET") => document(b"{}"),
                (true, _) => answer("202 Accepted", &[], b""),
            },
        )
    })
    .await;
    *port.lock().unwrap() = peer.port();
    peer
}

fn genuine(asked: &Asked, port: u16) -> bool {
    let method = asked.method.parse().unwrap();
    SignedRequest::check(RequestView {
        method: &method,
        path_and_query: &asked.target,
        scheme: "http",
        headers: &asked.headers,
        body: Some(&asked.body)
            .filter(|body| !body.is_empty())
            .map(Vec::as_slice),
        our_authorities: &[format!("peer.localhost:{port}")],
        now: DateTime::from_timestamp(NOW, 0).unwrap(),
    })
    .is_ok_and(|request| {
        request
            .verify(&alice().public_key().unwrap().into())
            .is_ok()
    })
}

#[tokio::test]
async fn the_form_a_peer_takes_is_found_remembered_and_found_anew() {
    let takes = Arc::new(Mutex::new(Form::Message));
    let peer = picky(takes.clone()).await;
    let forms = Arc::new(Forms::default());
    let (client, _) = client_with(|config| config.forms = forms.clone());
    let name = format!("peer.localhost:{}", peer.port());
    let more = http::HeaderMap::new();
    let post = async || {
        let inbox = peer.url("/inbox");
        client.post(&inbox, "{}".into(), &signer(), &more).await
    };

    assert!(post().await.unwrap().status.is_success());
    assert_eq!((peer.asked().len(), forms.of(&name)), (2, Form::Message));
    client
        .fetch_document(&peer.url("/1"), Some(&signer()))
        .await
        .unwrap();
    assert!(post().await.unwrap().status.is_success());
    assert_eq!(peer.asked().len(), 4, "no more knocking twice");

    // The peer goes back to an older version.
    *takes.lock().unwrap() = Form::Cavage;
    client
        .fetch_document(&peer.url("/1"), Some(&signer()))
        .await
        .unwrap();
    assert_eq!((peer.asked().len(), forms.of(&name)), (6, Form::Cavage));
    assert_eq!(forms.take_learnt(), [(name.clone(), Form::Cavage)]);
    assert!(forms.take_learnt().is_empty());

    // What another process has found out counts here too.
    *takes.lock().unwrap() = Form::Message;
    forms.load([(name, Form::Message)]);
    assert!(post().await.unwrap().status.is_success());
    assert_eq!(peer.asked().len(), 7);
}

#[tokio::test]
async fn a_peer_that_takes_neither_form_is_asked_twice_and_changes_nothing() {
    let peer = Peer::saying(answer("401 Unauthorized", &[], b"never")).await;
    let (client, _) = client();
    let refused = client
        .post(
            &peer.url("/inbox"),
            "{}".into(),
            &signer(),
            &http::HeaderMap::new(),
        )
        .await
        .unwrap();
    assert_eq!(
        (refused.status.as_u16(), refused.excerpt.as_str()),
        (401, "never")
    );
    assert_eq!(peer.asked().len(), 2);
    // Without a signature there is nothing to say in another form.
    assert!(client.fetch_document(&peer.url("/1"), None).await.is_err());
    assert_eq!(peer.asked().len(), 3);
}
