//! An address becomes a store.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::path::Path;
use object_store::{ClientConfigKey, Error, ObjectStore, ObjectStoreScheme, RetryConfig};
use url::Url;

use crate::store::bucket::error::BucketError;
use crate::store::bucket::http::{Connector, WrittenWith};
use crate::verify::escaped;

type Opened = (Arc<dyn ObjectStore>, Path);

/// A store, or what the library beneath says of its address and options.
type Built = Result<Arc<dyn ObjectStore>, Error>;

/// What an address looks like.
const FORMS: &str = "s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or az://CONTAINER/PREFIX";

pub(super) fn store_at(
    address: &str,
    options: Vec<(String, String)>,
) -> Result<Opened, BucketError> {
    let shown = without_secrets(address);
    let refused = |why: &dyn fmt::Display| {
        BucketError::Address(format!("{shown}: {why}; expected {FORMS}").into())
    };
    let url = Url::parse(address).map_err(|error| refused(&error))?;
    if let Some(part) = part_too_many(&url) {
        return Err(refused(&format_args!("it has {part}, which is not used")));
    }
    let parsed = ObjectStoreScheme::parse(&url);
    let (scheme, prefix) = parsed.map_err(|error| refused(&error))?;
    let store = match scheme {
        ObjectStoreScheme::AmazonS3 => amazon(&url, options)?,
        ObjectStoreScheme::GoogleCloudStorage => google(&url, options)?,
        ObjectStoreScheme::MicrosoftAzure => azure(&url, options)?,
        ObjectStoreScheme::Http | ObjectStoreScheme::Local | ObjectStoreScheme::Memory | _ => {
            return Err(refused(&"no store that is known"));
        }
    };
    Ok((store.map_err(|error| refused(&error))?, prefix))
}

/// An address to be shown: without what stands before the host, and without what stands behind the path.
fn without_secrets(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let mark = if scheme.is_empty() { "" } else { "://" };
    escaped(&format!("{scheme}{mark}{rest}"))
}

/// What of an address the store would not be told.
fn part_too_many(url: &Url) -> Option<&'static str> {
    // `abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/PREFIX` is a form of Azure.
    let container = matches!(url.scheme(), "abfs" | "abfss");
    [
        (url.password().is_some(), "a password"),
        (!url.username().is_empty() && !container, "a user"),
        (url.port().is_some(), "a port"),
        (url.query().is_some(), "a query behind `?`"),
        (url.fragment().is_some(), "a fragment behind `#`"),
    ]
    .into_iter()
    .find_map(|(there, part)| there.then_some(part))
}

fn unknown(name: &str) -> BucketError {
    BucketError::Address(
        format!("option {}: this store has none of that name", escaped(name)).into(),
    )
}

/// Of the options of the client, what is not used is not taken.
fn check_client(name: &str, key: ClientConfigKey) -> Result<(), BucketError> {
    if key == ClientConfigKey::AllowHttp {
        return Ok(());
    }
    let message = format!("option {}: connections are not made by options", escaped(name));
    Err(BucketError::Address(message.into()))
}

/// The library beneath panics at an endpoint that is no URL.
fn check_endpoint(name: &str, value: &str) -> Result<(), BucketError> {
    let plain =
        value.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    let whole = Url::parse(value).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    });
    if plain && whole {
        return Ok(());
    }
    let shown = without_secrets(value);
    let name = escaped(name);
    let message = format!("option {name}: {shown} is not http:// or https://, a host, and a path");
    Err(BucketError::Address(message.into()))
}

/// Requests are repeated by us: whoever repeats a write must look what became of it first.
fn never_again() -> RetryConfig {
    RetryConfig { max_retries: 0, ..RetryConfig::default() }
}

fn amazon(url: &Url, options: Vec<(String, String)>) -> Result<Built, BucketError> {
    // What is written is checked by the store, too.
    let builder = AmazonS3Builder::new()
        .with_url(url.as_str())
        .with_config(AmazonS3ConfigKey::Checksum, "sha256");
    let says = |key: &AmazonS3ConfigKey| {
        if let AmazonS3ConfigKey::Client(key) = key {
            return Says::OfTheClient(*key);
        }
        let endpoint = matches!(
            key,
            AmazonS3ConfigKey::Endpoint
                | AmazonS3ConfigKey::S3Endpoint
                | AmazonS3ConfigKey::MetadataEndpoint
                | AmazonS3ConfigKey::StsEndpoint
        );
        if endpoint { Says::Endpoint } else { Says::OfTheStore }
    };
    let builder = configured(builder, options, says, AmazonS3Builder::with_config)?;
    let builder =
        builder.with_http_connector(Connector(WrittenWith::Md5)).with_retry(never_again());
    Ok(builder.build().map(|store| -> Arc<dyn ObjectStore> { Arc::new(store) }))
}

fn google(url: &Url, options: Vec<(String, String)>) -> Result<Built, BucketError> {
    let builder = GoogleCloudStorageBuilder::new().with_url(url.as_str());
    let says = |key: &GoogleConfigKey| {
        if let GoogleConfigKey::Client(key) = key {
            return Says::OfTheClient(*key);
        }
        let endpoint = matches!(key, GoogleConfigKey::BaseUrl);
        if endpoint { Says::Endpoint } else { Says::OfTheStore }
    };
    let builder = configured(builder, options, says, GoogleCloudStorageBuilder::with_config)?;
    let builder =
        builder.with_http_connector(Connector(WrittenWith::Nothing)).with_retry(never_again());
    Ok(builder.build().map(|store| -> Arc<dyn ObjectStore> { Arc::new(store) }))
}

fn azure(url: &Url, options: Vec<(String, String)>) -> Result<Built, BucketError> {
    let builder = MicrosoftAzureBuilder::new().with_url(url.as_str());
    let says = |key: &AzureConfigKey| {
        if let AzureConfigKey::Client(key) = key {
            return Says::OfTheClient(*key);
        }
        let endpoint = matches!(
            key,
            AzureConfigKey::Endpoint | AzureConfigKey::MsiEndpoint | AzureConfigKey::AuthorityHost
        );
        if endpoint { Says::Endpoint } else { Says::OfTheStore }
    };
    let builder = configured(builder, options, says, MicrosoftAzureBuilder::with_config)?;
    let builder =
        builder.with_http_connector(Connector(WrittenWith::Nothing)).with_retry(never_again());
    Ok(builder.build().map(|store| -> Arc<dyn ObjectStore> { Arc::new(store) }))
}

/// What an option says.
enum Says {
    Endpoint,
    OfTheClient(ClientConfigKey),
    OfTheStore,
}

/// Gives the builder of a store its options, each looked at before.
fn configured<B, K: FromStr>(
    mut builder: B,
    options: Vec<(String, String)>,
    says: impl Fn(&K) -> Says,
    with: impl Fn(B, K, String) -> B,
) -> Result<B, BucketError> {
    for (name, value) in options {
        let key = name.parse().map_err(|_| unknown(&name))?;
        match says(&key) {
            Says::Endpoint => check_endpoint(&name, &value)?,
            Says::OfTheClient(key) => check_client(&name, key)?,
            Says::OfTheStore => {}
        }
        builder = with(builder, key, value);
    }
    Ok(builder)
}
