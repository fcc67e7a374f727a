//! An address becomes a store.

use std::sync::Arc;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreScheme, RetryConfig};
use url::Url;

use crate::store::bucket::error::BucketError;
use crate::store::bucket::http::{Connector, WrittenWith};

type Opened = (Arc<dyn ObjectStore>, Path);

pub(super) fn store_at(url: &str, options: Vec<(String, String)>) -> Result<Opened, BucketError> {
    let url = Url::parse(url).map_err(|error| BucketError::Address(error.into()))?;
    let (scheme, prefix) =
        ObjectStoreScheme::parse(&url).map_err(|error| BucketError::Address(error.into()))?;
    let store = store_of(&scheme, &url, options);
    Ok((store.map_err(|error| BucketError::Address(error.into()))?, prefix))
}

/// Requests are repeated by us: whoever repeats a write must look what became of it first.
fn never_again() -> RetryConfig {
    RetryConfig { max_retries: 0, ..RetryConfig::default() }
}

fn store_of(
    scheme: &ObjectStoreScheme,
    url: &Url,
    options: Vec<(String, String)>,
) -> Result<Arc<dyn ObjectStore>, Error> {
    match scheme {
        ObjectStoreScheme::AmazonS3 => {
            // What is written is checked by the store, too.
            let mut builder = AmazonS3Builder::new()
                .with_url(url.as_str())
                .with_config(AmazonS3ConfigKey::Checksum, "sha256");
            for (key, value) in options {
                builder = builder.with_config(key.parse()?, value);
            }
            let builder =
                builder.with_http_connector(Connector(WrittenWith::Md5)).with_retry(never_again());
            Ok(Arc::new(builder.build()?))
        }
        ObjectStoreScheme::GoogleCloudStorage => {
            let mut builder = GoogleCloudStorageBuilder::new().with_url(url.as_str());
            for (key, value) in options {
                builder = builder.with_config(key.parse()?, value);
            }
            let builder = builder
                .with_http_connector(Connector(WrittenWith::Nothing))
                .with_retry(never_again());
            Ok(Arc::new(builder.build()?))
        }
        ObjectStoreScheme::MicrosoftAzure => {
            let mut builder = MicrosoftAzureBuilder::new().with_url(url.as_str());
            for (key, value) in options {
                builder = builder.with_config(key.parse()?, value);
            }
            let builder = builder
                .with_http_connector(Connector(WrittenWith::Nothing))
                .with_retry(never_again());
            Ok(Arc::new(builder.build()?))
        }
        ObjectStoreScheme::Http | ObjectStoreScheme::Local | ObjectStoreScheme::Memory | _ => {
            Err(Error::NotSupported { source: format!("a bucket at {}", url.scheme()).into() })
        }
    }
}
