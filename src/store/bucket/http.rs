//! HTTP, with TLS by the same cryptography as the rest.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use http_body_util::BodyExt;
use md5::{Digest, Md5};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody,
    HttpResponse, HttpService,
};
use object_store::{ClientConfigKey, ClientOptions, Error, HeaderValue};
use rustls_platform_verifier::BuilderVerifierExt;

/// What is sent along with what is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum WrittenWith {
    /// Its MD5, RFC 1864: a bucket that locks objects insists on it.
    Md5,
    /// Nothing that the signature of the request does not cover.
    Nothing,
}

/// HTTP with TLS by `ring` and the authorities that the system trusts. The library that does HTTP would take whatever
/// cryptography was made the default of the process, and panic where nothing was.
#[derive(Debug)]
pub(super) struct Connector(pub(super) WrittenWith);

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
            // Whoever sets a variable of the environment sends nothing elsewhere.
            .no_proxy()
            .build()
            .map_err(failed)?;
        Ok(match self.0 {
            WrittenWith::Md5 => HttpClient::new(Digested(client)),
            WrittenWith::Nothing => HttpClient::new(client),
        })
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Generic { store: "HTTP", source: Box::new(error) }
}

/// Sends the MD5 of what is written.
#[derive(Debug)]
struct Digested(reqwest::Client);

impl HttpService for Digested {
    fn call<'s, 'f>(
        &'s self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'f>>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(async move {
            if request.method().as_str() != "PUT" {
                return HttpService::call(&self.0, request).await;
            }
            let (mut parts, body) = request.into_parts();
            let bytes = body.collect().await?.to_bytes();
            let digest = Base64::encode_string(&Md5::digest(&bytes));
            let digest = HeaderValue::from_str(&digest);
            let digest = digest.map_err(|error| HttpError::new(HttpErrorKind::Request, error))?;
            parts.headers.insert("content-md5", digest);
            let request = HttpRequest::from_parts(parts, HttpRequestBody::from(bytes));
            HttpService::call(&self.0, request).await
        })
    }
}
