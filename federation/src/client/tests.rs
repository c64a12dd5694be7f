#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod documents;
mod guards;
mod knocks;
mod library;
mod limits;
pub(crate) mod peer;
mod redirects;

use std::{
    collections::BTreeMap,
    io,
    net::IpAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::DateTime;
use futures::future::BoxFuture;

use super::*;
use crate::{
    observe::Recorder,
    signature::{Signer, tests::alice},
};

pub(crate) const NOW: i64 = 1_800_000_000;

/// A client for peers on localhost names, and what it did.
pub(crate) fn client() -> (Client, Arc<Recorder>) {
    client_with(|_| ())
}

pub(crate) fn client_with(change: impl FnOnce(&mut ClientConfig)) -> (Client, Arc<Recorder>) {
    let recorder = Arc::new(Recorder::default());
    let mut config = ClientConfig::new(
        "Meent/test",
        Arc::new(|| DateTime::from_timestamp(NOW, 0).unwrap()),
    );
    config.policy.localhost_names = true;
    config.observer = recorder.clone();
    config.lookup = Arc::new(Script::default());
    config.max_document = 64 * 1024;
    config.deadline = Duration::from_secs(5);
    change(&mut config);
    (Client::new(config).unwrap(), recorder)
}

pub(crate) fn signer() -> Signer {
    Signer {
        key_id: "https://s.example/actor#main-key".to_owned(),
        key: alice(),
    }
}

/// Answers lookups from a list, each name its answers in turn, the last one for ever. What is not listed does not exist:
/// no test asks the real system.
#[derive(Default)]
pub(crate) struct Script {
    answers: Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>,
    asked: Mutex<Vec<String>>,
}

impl Script {
    fn new(answers: &[(&str, &[&[&str]])]) -> Arc<Self> {
        let parse = |list: &&[&str]| list.iter().map(|text| text.parse().unwrap()).collect();
        let answers = answers
            .iter()
            .map(|(name, turns)| ((*name).to_owned(), turns.iter().map(parse).collect()));
        Arc::new(Self {
            answers: Mutex::new(answers.collect()),
            asked: Mutex::default(),
        })
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Lookup for Script {
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        self.asked.lock().unwrap().push(name.clone());
        let mut answers = self.answers.lock().unwrap();
        let answer = match answers.get_mut(&name) {
            Some(turns) if turns.len() > 1 => Ok(turns.remove(0)),
            Some(turns) => Ok(turns[0].clone()),
            None => Err(io::Error::new(io::ErrorKind::NotFound, "no such name")),
        };
        Box::pin(async move { answer })
    }
}
