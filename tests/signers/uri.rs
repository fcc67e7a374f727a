//! URIs of PKCS #11, as the programs of the field print them (RFC 7512).

use std::fs;
use std::process::{Command, Output};

use handseal::identity::{
    PublicKey, SignErrorKind, Signer as _, TokenUri, TokenUriErrorKind as Kind,
};

use crate::folder::{Folder, innermost, run, skipped};
use crate::programs::program;
use crate::token::{MODULE, PIN, keys, module, with_token};

/// What `p11tool --list-all` prints of the token before what it prints of a key.
fn printed() -> String {
    let shown = run(Command::new("softhsm2-util").arg("--show-slots"));
    let shown = String::from_utf8(shown.stdout).unwrap();
    let serials = shown.lines().filter_map(|line| line.trim().strip_prefix("Serial number:"));
    let serial = serials.map(str::trim).find(|serial| !serial.is_empty()).unwrap();
    format!(
        "pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial={serial};token=ana%27s%20card"
    )
}

fn held(uri: &str) -> Vec<PublicKey> {
    module().keys(&uri.parse().unwrap(), Some(PIN)).unwrap()
}

#[test]
fn uri_as_p11tool_prints_it_names_another_key_or_none() {
    with_token("uri::uri_as_p11tool_prints_it_names_another_key_or_none", || {
        let token = printed();
        let [one, other] = keys().map(|key| key.public_key().clone());
        assert_eq!(held(&token).len(), 2);
        for of_key in ["id=%01;object=01;type=public", "id=%01;object=01;type=private", "id=%01"] {
            assert_eq!(held(&format!("{token};{of_key}")), std::slice::from_ref(&one), "{of_key}");
        }
        for of_key in ["object=02;type=public", "object=02;type=private", "object=02", "id=%02"] {
            assert_eq!(
                held(&format!("{token};{of_key}")),
                std::slice::from_ref(&other),
                "{of_key}"
            );
        }
        for of_key in ["id=%01;object=02;type=private", "id=%01;object=02", "id=", "object=1"] {
            assert_eq!(held(&format!("{token};{of_key}")), [], "{of_key}");
        }
        for key in keys() {
            let key = key.public_key().clone();
            let uri: TokenUri = format!("{token};type=private").parse().unwrap();
            let signer = module().signer(uri.clone(), Some(PIN), key.clone()).unwrap();
            key.verify(b"exhibit 1", signer.sign(b"exhibit 1").unwrap().as_bytes()).unwrap();
            // What the URI excludes does not sign.
            let uri = format!("{uri};object=neither").parse().unwrap();
            let error = module().signer(uri, Some(PIN), key.clone()).unwrap_err();
            assert_eq!(error.kind, SignErrorKind::NotHeld { expected: key.thumbprint() });
        }
    });
}

/// Each URI that the program itself prints, as it prints it.
#[test]
fn uri_that_p11tool_prints_names_another_key_or_none() {
    with_token("uri::uri_that_p11tool_prints_names_another_key_or_none", || {
        if Command::new("p11tool").arg("--version").output().is_err() {
            return skipped("there is no p11tool");
        }
        let mut command = Command::new("p11tool");
        command.args(["--batch", "--provider", &std::env::var(MODULE).unwrap()]);
        let shown =
            run(command.args(["--login", "--list-all"]).arg(printed()).env("GNUTLS_PIN", PIN));
        let shown = String::from_utf8(shown.stdout).unwrap();
        let uris = shown.lines().filter_map(|line| line.trim().strip_prefix("URL: "));
        let [one, other] = keys().map(|key| key.public_key().clone());
        let (mut of_one, mut of_other) = (0, 0);
        for uri in uris {
            let (key, count) = if uri.contains(";object=01;") {
                (&one, &mut of_one)
            } else {
                (&other, &mut of_other)
            };
            assert_eq!(held(uri), std::slice::from_ref(key), "{uri}");
            *count += 1;
        }
        // The public and the secret half of each.
        assert_eq!((of_one, of_other), (2, 2), "{shown}");
    });
}

#[test]
fn token_that_the_uri_excludes_is_taken() {
    with_token("uri::token_that_the_uri_excludes_is_taken", || {
        let token = printed();
        let fitting = [
            "library-manufacturer=SoftHSM",
            "library-description=Implementation%20of%20PKCS11",
            "slot-manufacturer=SoftHSM%20project",
        ];
        for more in fitting {
            assert_eq!(held(&format!("{token};{more}")).len(), 2, "{more}");
        }
        let other = [
            "pkcs11:model=SoftHSM",
            "pkcs11:manufacturer=another",
            "pkcs11:serial=0000000000000000",
            "pkcs11:token=ana",
            "pkcs11:slot-id=4294967295",
            "pkcs11:slot-description=",
            "pkcs11:library-version=1",
        ];
        for uri in other {
            let error = module().keys(&uri.parse().unwrap(), None).unwrap_err();
            assert_eq!(error.kind, SignErrorKind::Unavailable);
            let expected = uri.replace("library-version=1", "library-version=1.0");
            assert_eq!(innermost(&error), format!("no token fits {expected}"));
        }
        // The label of the secret half is not seen without the PIN.
        let uri = format!("{token};object=01;type=private").parse().unwrap();
        assert_eq!(module().keys(&uri, None).unwrap_err().kind, SignErrorKind::Refused);
        assert_eq!(module().keys(&uri, Some("0000")).unwrap_err().kind, SignErrorKind::WrongPin);
    });
}

#[test]
fn text_that_is_no_uri_of_a_key_is_read() {
    let name = |name: &str| Box::from(name);
    let refused = [
        ("", Kind::Scheme, 0),
        ("pkcs1", Kind::Scheme, 0),
        ("pkcs12:token=a", Kind::Scheme, 0),
        ("p\u{e9}cs11:token=a", Kind::Scheme, 0),
        ("pkcs11:token", Kind::NoValue, 7),
        ("pkcs11:token=a;x-other=b", Kind::Unknown { name: name("x-other") }, 15),
        ("pkcs11:token=a;Token=b", Kind::Unknown { name: name("Token") }, 15),
        ("pkcs11:token=a;token=a", Kind::Twice { name: name("token") }, 15),
        ("pkcs11:token=%4", Kind::NotEncoded, 7),
        ("pkcs11:token=%+4", Kind::NotEncoded, 7),
        ("pkcs11:token=%ff", Kind::NotEncoded, 7),
        ("pkcs11:type=cert", Kind::NoKey { found: name("cert") }, 7),
        ("pkcs11:slot-id=-1", Kind::Number { name: "slot-id" }, 7),
        ("pkcs11:slot-id=18446744073709551616", Kind::Number { name: "slot-id" }, 7),
        ("pkcs11:library-version=2.", Kind::Number { name: "library-version" }, 7),
        ("pkcs11:?pin-value=1234", Kind::PinValue, 8),
        ("pkcs11:token=a?module-path=%00%ff", Kind::NotEncoded, 15),
        ("pkcs11:?module-path=a&module-path=b", Kind::Twice { name: name("module-path") }, 22),
        ("pkcs11:token=a?module-path", Kind::NoValue, 15),
    ];
    for (text, kind, offset) in refused {
        let error = text.parse::<TokenUri>().unwrap_err();
        assert_eq!((error.kind, error.offset), (kind, offset), "{text}");
    }
    let text =
        "PKCS11:token=a;id=%ff%00;?module-name=m&x-other=%c3%a9&x-other=2&pin-source=file:/p";
    let uri: TokenUri = text.parse().unwrap();
    assert_eq!(uri.to_string(), "pkcs11:token=a;id=%FF%00");
    assert_eq!((uri.module_name(), uri.module_path()), (Some("m"), None));
    assert_eq!(uri.pin_source(), Some("file:/p"));
    let pair = |value: &str| ("x-other".to_owned(), value.to_owned());
    assert_eq!(uri.others(), [pair("\u{e9}"), pair("2")]);
}

/// A URI as it was printed, and behind it what it does not say.
#[test]
fn example_does_not_sign_by_a_uri_that_was_printed() {
    with_token("uri::example_does_not_sign_by_a_uri_that_was_printed", || {
        let folder = Folder::new("uri");
        let [pin, out] = ["pin", "ask"].map(|name| folder.file(name));
        fs::write(&pin, format!("{PIN}\n")).unwrap();
        fs::set_permissions(&pin, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let library = std::env::var(MODULE).unwrap();
        let ask = |of_key: &str, module: &str| -> Output {
            let key = format!("{};{of_key}?{module}&pin-source={}", printed(), pin.display());
            let _ = fs::remove_file(&out);
            let mut command = Command::new(program("enrol"));
            command.args(["ask", "--root", &"0".repeat(64), "--key", &key, "--out"]);
            command.arg(&out).output().unwrap()
        };
        let module = format!("module-path={library}");
        run_well(&ask("id=%01;object=01;type=private", &module));
        let directory = library.rsplit_once('/').unwrap().0;
        run_well(&ask("id=%02", &format!("module-path={directory}&module-name=softhsm2")));
        run_well(&ask("id=%02", &format!("{module}&module-name=softhsm2")));
        let said = run_well(&ask("id=%02", &format!("{module}&x-other=1")));
        assert!(said.contains("\"x-other\" in the URI is not asked here"), "{said}");
        let nowhere = format!("module-path={directory}&module-name=other");
        let refused = [
            ("type=private", module.as_str(), "shows 2 such keys"),
            ("id=%03", &module, "shows no such key"),
            ("type=cert", &module, "\"cert\" is no key that signs"),
            ("id=%01;x-mine=1", &module, "\"x-mine\" of a token or a key is not known"),
            ("slot-id=7", &module, "no token fits pkcs11:slot-id=7;"),
            ("id=%01", "module-name=softhsm2", "module-path is needed"),
            ("id=%01", &nowhere, "no module of this module-name"),
            ("id=%01", &format!("{module}&module-name=other"), "of two modules"),
            ("id=%01", &format!("{module}&pin-value={PIN}"), "expected pin-source"),
            ("id=%01", "module-path=/nowhere.so", "\"/nowhere.so\": "),
            ("id=%01", &format!("{module}&x-thumbprint={}", "0".repeat(64)), "no such key"),
        ];
        for (of_key, module, why) in refused {
            let output = ask(of_key, module);
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.code() == Some(2) && said.contains(why), "{why}: {said}");
            assert!(!out.exists());
        }
    });
}

#[track_caller]
fn run_well(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    said
}
