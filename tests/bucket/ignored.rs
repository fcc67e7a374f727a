//! A real store that takes conditions and ignores them is refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use handseal::store::StoreError;
use handseal::store::bucket::{Bucket, BucketError, BucketReader, BucketStore, Patience};

use crate::programs::{Server, TOOLS, folder, or_skipped, run};

/// The folder that the packages of the store are installed in, by their lock file.
fn installed() -> Result<PathBuf, String> {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bucket_ignored");
    fs::create_dir_all(&environment).map_err(|error| error.to_string())?;
    let lock = fs::File::create(environment.join("lock")).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    let made = environment.join("made_from.json");
    let wanted = fs::read(folder().join("ignored/package-lock.json")).map_err(|e| e.to_string())?;
    if fs::read(&made).is_ok_and(|from| from == wanted) {
        return Ok(environment);
    }
    for name in ["package.json", "package-lock.json"] {
        let from = folder().join("ignored").join(name);
        fs::copy(from, environment.join(name)).map_err(|error| error.to_string())?;
    }
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
    run(Command::new("npm").args(npm).current_dir(&environment))?;
    fs::write(&made, wanted).map_err(|error| error.to_string())?;
    Ok(environment)
}

#[test]
fn store_that_takes_conditions_and_ignores_them_is_refused() {
    let started = installed().and_then(|environment| {
        let data = environment.join("data");
        let _ = fs::remove_dir_all(&data);
        let script = folder().join("ignored/store.js");
        Server::start(Command::new("node").arg(script).args([&environment, &data]))
    });
    let Some(server) = or_skipped(started, TOOLS) else { return };
    let endpoint = format!("http://127.0.0.1:{}", server.port);
    let options = [
        ("endpoint", endpoint.as_str()),
        ("allow_http", "true"),
        ("region", "us-east-1"),
        ("access_key_id", "S3RVER"),
        ("secret_access_key", "S3RVER"),
    ];
    let bucket = Bucket::at("s3://evidence/cases/1", options, Patience::default()).unwrap();
    let error = BucketStore::create(bucket.clone()).err().unwrap();
    let StoreError::Bucket(error) = error else { panic!("{error}") };
    assert!(matches!(*error, BucketError::NotConditional { writers: 8, .. }), "{error}");
    let error = bucket.upload(&b"content"[..], Default::default()).unwrap_err();
    assert!(matches!(error, BucketError::NotConditional { .. }), "{error}");
    assert!(matches!(BucketReader::open(&bucket), Err(BucketError::Empty { .. })));
    assert!(bucket.uploads().unwrap().is_empty());
}
