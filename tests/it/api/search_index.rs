//! The index as files: lost, damaged, of another version, too far behind, wanted anew. It comes back by itself.

use std::fs;
use std::path::{Path, PathBuf};

use meent::app::AppRef;
use meent::db;
use meent::domain::AccountId;
use meent::service::search::{self, Kinds, Query};

use super::{id, post};
use crate::support::{Member, TestApp};

async fn found(app: &AppRef, by: AccountId, text: &str) -> usize {
    let query = Query {
        text: text.to_owned(),
        kinds: Kinds {
            posts: true,
            ..Kinds::default()
        },
        limit: 40,
        ..Query::default()
    };
    search::search(app, Some(by), &query)
        .await
        .unwrap()
        .posts
        .len()
}

/// All that there is to do for the index of this process.
async fn feed(app: &AppRef) {
    while search::feed(app).await.unwrap().worked {}
}

struct House {
    unit: TestApp,
    /// A process with its index in files.
    app: AppRef,
    anna: Member,
    folder: PathBuf,
}

impl House {
    /// A unit with three posts, all in the index.
    async fn new() -> Self {
        let unit = TestApp::new().await;
        let anna = unit.person("anna").await;
        for n in 0..3 {
            post(&unit, &anna, &format!("bericht {n}")).await;
        }
        let app = unit.on_disk().await;
        assert_eq!(found(&app, anna.id(), "bericht").await, 0);
        let folder = app.config.search_dir();
        assert!(!folder.exists(), "made before it is needed");
        feed(&app).await;
        let house = Self {
            unit,
            app,
            anna,
            folder,
        };
        house.is_whole().await;
        house
    }

    async fn is_whole(&self) {
        assert_eq!(found(&self.app, self.anna.id(), "bericht").await, 3);
    }

    /// Files of the index that hold words.
    fn files(&self) -> Vec<PathBuf> {
        fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                !path
                    .file_name()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .ends_with(".json")
            })
            .filter(|path| fs::metadata(path).unwrap().len() > 0)
            .collect()
    }

    /// A process that starts on these files.
    async fn restarted(&self) -> AppRef {
        self.unit.on_disk().await
    }
}

fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o777
}

#[tokio::test]
async fn nobody_else_on_the_machine_reads_the_index() {
    let house = House::new().await;
    assert_eq!(mode(&house.folder), 0o700);
}

#[tokio::test]
async fn it_is_there_after_a_restart_and_goes_on() {
    let house = House::new().await;
    let again = house.restarted().await;
    assert_eq!(found(&again, house.anna.id(), "bericht").await, 3);
    assert!(
        !search::feed(&again).await.unwrap().worked,
        "there is nothing to do"
    );
    post(&house.unit, &house.anna, "nieuw bericht").await;
    feed(&again).await;
    assert_eq!(found(&again, house.anna.id(), "bericht").await, 4);
}

#[tokio::test]
async fn a_lost_one_is_made_anew() {
    let house = House::new().await;
    fs::remove_dir_all(&house.folder).unwrap();
    feed(&house.app).await;
    house.is_whole().await;
}

#[tokio::test]
async fn a_damaged_one_is_made_anew() {
    let house = House::new().await;
    for damage in [
        |bytes: &mut Vec<u8>| bytes.clear(),
        |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() / 2),
        |bytes: &mut Vec<u8>| bytes.iter_mut().for_each(|byte| *byte ^= 0x55),
    ] {
        let files = house.files();
        assert!(files.len() > 3);
        for path in files {
            let mut bytes = fs::read(&path).unwrap();
            damage(&mut bytes);
            // A new file: what a running process has mapped stays as it was.
            fs::remove_file(&path).unwrap();
            fs::write(&path, bytes).unwrap();
        }
        let again = house.restarted().await;
        // Whatever is found meanwhile, it answers.
        found(&again, house.anna.id(), "bericht").await;
        feed(&again).await;
        assert_eq!(found(&again, house.anna.id(), "bericht").await, 3);
    }
    for garbage in ["", "{", "{\"segments\": 5}"] {
        fs::write(house.folder.join("meta.json"), garbage).unwrap();
        let again = house.restarted().await;
        found(&again, house.anna.id(), "bericht").await;
        feed(&again).await;
        assert_eq!(found(&again, house.anna.id(), "bericht").await, 3);
    }
}

#[tokio::test]
async fn one_of_another_version_is_made_anew() {
    let house = House::new().await;
    let path = house.folder.join("meta.json");
    let meta = fs::read_to_string(&path).unwrap();
    let older = meta.replace("\\\"version\\\":1", "\\\"version\\\":0");
    assert_ne!(meta, older);
    fs::write(&path, older).unwrap();
    let again = house.restarted().await;
    feed(&again).await;
    assert_eq!(found(&again, house.anna.id(), "bericht").await, 3);
    assert_eq!(
        fs::read_to_string(&path)
            .unwrap()
            .matches("\\\"version\\\":1")
            .count(),
        1
    );
}

#[tokio::test]
async fn an_admin_may_want_it_anew() {
    let house = House::new().await;
    let gone = post(&house.unit, &house.anna, "spook").await;
    feed(&house.app).await;
    // Something that no change tells of.
    let number = id(&gone).to_owned();
    let sql = format!(
        "DELETE FROM statuses WHERE id = {number}; UPDATE statuses SET content = '<p>brief</p>'"
    );
    house
        .unit
        .app
        .db
        .write(move |conn| Box::pin(async move { crate::support::database::sql(conn, &sql).await }))
        .await
        .unwrap();
    feed(&house.app).await;
    assert_eq!(found(&house.app, house.anna.id(), "brief").await, 0);
    search::rebuild(&house.unit.app).await.unwrap();
    house.is_whole().await;
    feed(&house.app).await;
    assert_eq!(found(&house.app, house.anna.id(), "brief").await, 3);
    assert_eq!(found(&house.app, house.anna.id(), "bericht").await, 0);
    assert!(!search::feed(&house.app).await.unwrap().worked);
}

#[tokio::test]
async fn one_that_is_too_far_behind_is_made_anew() {
    let house = House::new().await;
    for n in 0..5 {
        post(&house.unit, &house.anna, &format!("later bericht {n}")).await;
    }
    let forgotten = house
        .unit
        .app
        .db
        .write(|conn| Box::pin(async move { db::search::forget(conn, 1).await }))
        .await
        .unwrap();
    assert!(forgotten > 5);
    feed(&house.app).await;
    assert_eq!(found(&house.app, house.anna.id(), "bericht").await, 8);
    assert!(!search::feed(&house.app).await.unwrap().worked);
}

#[tokio::test]
async fn two_processes_on_one_folder_do_not_disturb_each_other() {
    let house = House::new().await;
    let beside = house.restarted().await;
    post(&house.unit, &house.anna, "bericht voor beide").await;
    feed(&house.app).await;
    feed(&beside).await;
    for app in [&house.app, &beside] {
        assert_eq!(found(app, house.anna.id(), "bericht").await, 4);
    }
    // Each may go on.
    post(&house.unit, &house.anna, "nog een bericht").await;
    feed(&beside).await;
    feed(&house.app).await;
    for app in [&house.app, &beside] {
        assert_eq!(found(app, house.anna.id(), "bericht").await, 5);
    }
}

#[tokio::test]
async fn feeding_it_twice_changes_nothing() {
    let house = House::new().await;
    let other = house.restarted().await;
    let app = &house.app;
    post(&house.unit, &house.anna, "bericht voor beide").await;
    let (one, two) = tokio::join!(search::feed(app), search::feed(&other));
    assert!(one.unwrap().worked || two.unwrap().worked);
    feed(app).await;
    feed(&other).await;
    for app in [app, &other] {
        assert!(!search::feed(app).await.unwrap().worked);
        assert_eq!(found(app, house.anna.id(), "bericht").await, 4);
    }
}
