//! Which addresses are those of a bucket.

use handseal::store::bucket::{Bucket, BucketError, Patience};

const KEYS: [(&str, &str); 2] = [("access_key_id", "AK"), ("secret_access_key", "SK")];

fn at(url: &str, options: &[(&str, &str)]) -> Result<Bucket, BucketError> {
    Bucket::at(url, options.iter().copied(), Patience::default())
}

#[test]
fn addresses_of_three_kinds_of_store_are_taken() {
    let azure = [("account_name", "evidence"), ("access_key", "AAAA")];
    let google = [("allow_http", "false")];
    let amazon = [KEYS[0], KEYS[1], ("region", "eu-west-3")];
    for (url, options) in [
        ("s3://evidence/cases/1", &amazon[..]),
        ("https://evidence.s3.eu-west-3.amazonaws.com/cases/1", &amazon[..]),
        ("az://evidence/cases/1", &azure[..]),
        ("https://evidence.blob.core.windows.net/container/cases/1", &azure[1..]),
        ("gs://evidence/cases/1", &google[..]),
    ] {
        let bucket = at(url, options).unwrap_or_else(|error| panic!("{url}: {error:?}"));
        assert_eq!(bucket.prefix(), "cases/1", "{url}");
        // No credentials are shown.
        assert!(!format!("{bucket:?}").contains("SK"), "{bucket:?}");
    }
}

#[test]
fn other_addresses_and_unknown_options_are_refused() {
    for (url, options) in [
        ("", &KEYS[..]),
        ("evidence/cases/1", &KEYS[..]),
        ("file:///cases/1", &KEYS[..]),
        ("memory:///cases/1", &KEYS[..]),
        ("https://example.org/cases/1", &KEYS[..]),
        ("s3://evidence/cases/1", &[("acess_key_id", "AK")][..]),
        ("az://evidence/cases/1", &[("region", "eu-west-3")][..]),
    ] {
        let error = at(url, options).err().unwrap_or_else(|| panic!("{url} {options:?}"));
        assert!(matches!(error, BucketError::Address(_)), "{url}: {error:?}");
    }
    let (bucket, _) = crate::in_memory();
    assert!(matches!(bucket.beside("a//b"), Err(BucketError::Address(_))));
}

/// What an error says, with all that is behind it.
fn told(url: &str, options: &[(&str, &str)]) -> String {
    let error = at(url, options).err().unwrap_or_else(|| panic!("{url} {options:?}"));
    let BucketError::Address(source) = &error else { panic!("{error:?}") };
    format!("{error}: {source}")
}

#[test]
fn endpoint_that_is_no_url_is_named() {
    for url in ["s3://evidence/cases/1", "az://evidence/cases/1", "gs://evidence/cases/1"] {
        let (names, mut options) = match &url[..2] {
            "s3" => {
                (&["endpoint", "aws_endpoint_url_s3", "aws_endpoint_url_sts"][..], KEYS.to_vec())
            }
            "az" => (
                &["endpoint", "msi_endpoint"][..],
                vec![("account_name", "a"), ("access_key", "AAAA")],
            ),
            _ => (&["base_url"][..], Vec::new()),
        };
        for name in names {
            for value in [
                "",
                "not a url",
                "\"https://store.example\"",
                "'https://store.example'",
                "store.example",
                "store.example:9000",
                "ftp://store.example",
                "https://",
                "https://store.example/\"x",
                "https://store.example?x=1",
            ] {
                options.push((*name, value));
                let text = told(url, &options);
                assert!(text.contains(&format!("option {name:?}")), "{text}");
                let part =
                    value.split(['"', '?']).find(|part| !part.is_empty()).unwrap_or_default();
                assert!(text.contains(part), "{text}");
                options.pop();
            }
            options.push((*name, "https://key:hidden@store.example"));
            let text = told(url, &options);
            assert!(!text.contains("hidden"), "{text}");
            options.pop();
        }
        options.push((names[0], "https://store.example:9000/path"));
        at(url, &options).unwrap();
    }
}

#[test]
fn part_of_an_address_that_is_not_used_is_named() {
    for scheme in ["s3", "gs", "az"] {
        for (rest, part) in [
            ("evidence/cases/1?versionId=hidden", "a query"),
            ("evidence/cases/1#hidden", "a fragment"),
            ("hidden@evidence/cases/1", "a user"),
            ("key:hidden@evidence/cases/1", "a password"),
            ("key:hid?den@evidence/cases/1", "hid"),
            ("evidence:9000/cases/1", "a port"),
        ] {
            let text = told(&format!("{scheme}://{rest}"), &[]);
            assert!(part == "hid" || text.contains(part), "{text}");
            assert!(!text.contains("hid"), "{text}");
            assert!(text.contains("expected s3://BUCKET/PREFIX"), "{text}");
            assert!(part == "hid" || text.contains("cases/1"), "{text}");
        }
    }
    let text = told("evidence\u{202e}/cases/1", &[]);
    assert!(text.contains("cases/1") && !text.contains('\u{202e}'), "{text}");
}

/// Nothing is sent in the clear unless that was asked for.
#[test]
fn store_without_tls_is_not_asked_unless_that_was_said() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let options = [KEYS[0], KEYS[1], ("endpoint", endpoint.as_str())];
    let patience = Patience { attempts: 1, ..Patience::default() };
    let bucket = Bucket::at("s3://evidence/cases/1", options, patience).unwrap();
    assert!(bucket.probe().is_err());
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}
