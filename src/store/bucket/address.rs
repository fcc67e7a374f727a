//! An address becomes a store, with TLS by the same cryptography as the rest.

use std::sync::Arc;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::client::{HttpClient, HttpConnector};
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{
    ClientConfigKey, ClientOptions, Error, ObjectStore, ObjectStoreScheme, RetryConfig,
};
use rustls_platform_verifier::BuilderVerifierExt;
use url::Url;

use crate::store::bucket::error::BucketError;

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
            // What is written is checked by the store, too. A bucket that locks objects insists on it.
            let mut builder = AmazonS3Builder::new()
                .with_url(url.as_str())
                .with_config(AmazonS3ConfigKey::Checksum, "sha256");
            for (key, value) in options {
                builder = builder.with_config(key.parse()?, value);
            }
            let builder = builder.with_http_connector(Connector).with_retry(never_again());
            Ok(Arc::new(builder.build()?))
        }
        ObjectStoreScheme::GoogleCloudStorage => {
            let mut builder = GoogleCloudStorageBuilder::new().with_url(url.as_str());
            for (key, value) in options {
                builder = builder.with_config(key.parse()?, value);
            }
            let builder = builder.with_http_connector(Connector).with_retry(never_again());
            Ok(Arc::new(builder.build()?))
        }
        ObjectStoreScheme::MicrosoftAzure => {
            let mut builder = MicrosoftAzureBuilder::new().with_url(url.as_str());
            for (key, value) in options {
                builder = builder.with_config(key.parse()?, value);
            }
            let builder = builder.with_http_connector(Connector).with_retry(never_again());
            Ok(Arc::new(builder.build()?))
        }
        ObjectStoreScheme::Http | ObjectStoreScheme::Local | ObjectStoreScheme::Memory | _ => {
            Err(Error::NotSupported { source: format!("a bucket at {}", url.scheme()).into() })
        }
    }
}

/// HTTP with TLS by `ring` and the authorities that the system trusts. The library that does HTTP would take whatever
/// cryptography was made the default of the process, and panic where nothing was.
#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(failed)?
            .with_no_client_auth();
        let plain = options.get_config_value(&ClientConfigKey::AllowHttp);
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(plain.as_deref() != Some("true"))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(failed)?;
        Ok(HttpClient::new(client))
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Generic { store: "HTTP", source: Box::new(error) }
}
