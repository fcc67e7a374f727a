//! The authority is the `openssl` command: its requests, replies and certificates, and its judgement of ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use handseal::timestamp::{
    AttestedTime, Authorities, TimeStampRequest, TimeStampToken, TokenError,
};
use handseal::{OsEntropy, Timestamp};

use crate::MESSAGE;
use crate::authority::{self, Certificate};

/// Whether `openssl` is there; without it a test says that it was skipped, or fails where it must be there.
fn openssl_is_here() -> bool {
    let found = Command::new("openssl").arg("version").output().is_ok();
    let required = std::env::var_os("HANDSEAL_FIELD_TOOLS");
    assert!(
        found || required.is_none_or(|value| value != "required"),
        "openssl is required and missing"
    );
    if !found {
        eprintln!("skipped: openssl is not here");
    }
    found
}

/// How the keys of an authority are made, and what they sign with.
struct Kind {
    name: &'static str,
    key: &'static [&'static str],
    /// The digest of its certificates, with how they are signed.
    certificates: &'static [&'static str],
    /// The digest of its tokens.
    token: &'static str,
    /// That by which a token names its certificate.
    names: &'static str,
}

const RSA: Kind = Kind {
    name: "rsa",
    key: &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    certificates: &["-sha256"],
    token: "sha512",
    names: "sha256",
};

const PSS: Kind = Kind {
    name: "pss",
    key: &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    certificates: &[
        "-sha384",
        "-sigopt",
        "rsa_padding_mode:pss",
        "-sigopt",
        "rsa_pss_saltlen:digest",
    ],
    token: "sha256",
    names: "sha1",
};

const P256: Kind = Kind {
    name: "p256",
    key: &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    certificates: &["-sha512"],
    token: "sha384",
    names: "sha512",
};

const P384: Kind = Kind {
    name: "p384",
    key: &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    certificates: &["-sha384"],
    token: "sha512",
    names: "sha384",
};

const SHORT: Kind = Kind {
    name: "short",
    key: &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
    certificates: &["-sha256"],
    token: "sha256",
    names: "sha256",
};

const P521: Kind = Kind {
    name: "p521",
    key: &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
    certificates: &["-sha512"],
    token: "sha512",
    names: "sha256",
};

/// A folder with a root, an authority below it, and one that signs tokens.
struct Tsa(PathBuf);

impl Drop for Tsa {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const EXTENSIONS: &str = "\
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
";

impl Tsa {
    fn new(test: &str, kind: &Kind) -> Self {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("tsa-{test}-{}", kind.name));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let tsa = Self(folder);
        let config = format!(
            "[tsa]\ndefault_tsa = one\n[one]\nserial = serial\nsigner_cert = leaf.pem\ncerts = chain.pem\n\
             signer_key = leaf.key\nsigner_digest = {}\ndefault_policy = 1.2.3.4.1\nother_policies = 1.2.3.4.2\ndigests = sha256\n\
             accuracy = secs:1, millisecs:500\nordering = yes\ntsa_name = yes\ness_cert_id_chain = no\n\
             ess_cert_id_alg = {}\nclock_precision_digits = 3\n",
            kind.token, kind.names
        );
        tsa.write("ts.cnf", config.as_bytes());
        tsa.write("ext.cnf", EXTENSIONS.as_bytes());
        tsa.write("serial", b"01\n");
        for (name, issuer, section) in
            [("root", "root", "ca"), ("middle", "root", "ca"), ("leaf", "middle", "tsa")]
        {
            let (key, request, certificate) =
                (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
            tsa.run(&[&["genpkey", "-out", &key], kind.key].concat());
            let subject = format!("/O=Test/CN={name}");
            tsa.run(&["req", "-new", "-key", &key, "-subj", &subject, "-out", &request]);
            let mut sign = vec![
                "x509",
                "-req",
                "-in",
                &request,
                "-days",
                "3650",
                "-extfile",
                "ext.cnf",
                "-extensions",
                section,
                "-out",
                &certificate,
            ];
            let (issuer_certificate, issuer_key) =
                (format!("{issuer}.pem"), format!("{issuer}.key"));
            if name == issuer {
                sign.extend(["-signkey", &key]);
            } else {
                sign.extend(["-CA", &issuer_certificate, "-CAkey", &issuer_key, "-CAcreateserial"]);
            }
            sign.extend(kind.certificates);
            tsa.run(&sign);
        }
        // In no order, and with the root among them.
        let chain = ["root.pem", "middle.pem"].map(|name| tsa.read(name)).concat();
        tsa.write("chain.pem", &chain);
        tsa
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    fn try_run(&self, arguments: &[&str]) -> Output {
        Command::new("openssl").args(arguments).current_dir(&self.0).output().unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Vec<u8> {
        let output = self.try_run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments:?}: {said}");
        output.stdout
    }

    /// Asks this authority.
    fn reply(&self, request: &TimeStampRequest) -> Vec<u8> {
        self.write("request.tsq", &request.to_der());
        self.run(&[
            "ts",
            "-reply",
            "-config",
            "ts.cnf",
            "-queryfile",
            "request.tsq",
            "-out",
            "reply.tsr",
        ]);
        self.read("reply.tsr")
    }

    fn authorities(&self) -> Authorities {
        Authorities::none().anchors_pem(&self.read("root.pem")).unwrap()
    }
}

fn verify(token: &TimeStampToken, authorities: &Authorities) -> Result<AttestedTime, TokenError> {
    token.verify(MESSAGE, authorities, far())
}

/// The time is that of the machine that runs the test, so only an instant far away is after it.
fn far() -> Timestamp {
    "2200-01-01T00:00:00Z".parse().unwrap()
}

#[test]
fn tokens_of_openssl_under_each_algorithm_attest_their_time() {
    if !openssl_is_here() {
        return;
    }
    for kind in [RSA, PSS, P256, P384] {
        let tsa = Tsa::new("each", &kind);
        let request = TimeStampRequest::for_message(MESSAGE, &mut OsEntropy).unwrap();
        let reply = tsa.reply(&request);
        let token = request.accept(&reply).unwrap();
        let attested = verify(&token, &tsa.authorities())
            .unwrap_or_else(|error| panic!("{}: {error}", kind.name));
        assert_eq!(attested.at, token.claimed_time());
        assert_eq!((attested.accuracy, attested.ordering), (Some(1_500_000), true));
        assert_eq!(attested.policy, "1.2.3.4.1");
        assert!(attested.authority.contains("CN=leaf"), "{}", attested.authority);
        assert!(attested.anchor.name.contains("CN=root"), "{}", attested.anchor.name);
        // The program says the same of its own.
        tsa.run(&[
            "ts",
            "-verify",
            "-in",
            "reply.tsr",
            "-queryfile",
            "request.tsq",
            "-CAfile",
            "root.pem",
            "-untrusted",
            "chain.pem",
        ]);
        // No other root, and no other message.
        let other = Authorities::none().anchor_der(&Certificate::root().to_der()).unwrap();
        assert_eq!(verify(&token, &other), Err(TokenError::NotAnchored { given: 1 }));
        assert!(token.verify(b"another", &tsa.authorities(), far()).is_err());
    }
}

#[test]
fn policy_that_openssl_does_not_have_is_not_granted() {
    if !openssl_is_here() {
        return;
    }
    let tsa = Tsa::new("policy", &P256);
    let asked = TimeStampRequest::for_message(MESSAGE, &mut OsEntropy).unwrap();
    assert!(
        asked
            .clone()
            .policy("1.2.3.4.2")
            .accept(&tsa.reply(&asked.clone().policy("1.2.3.4.2")))
            .is_ok()
    );
    let refused = asked.clone().policy("1.2.3.4.9");
    let found = refused.accept(&tsa.reply(&refused));
    assert_eq!(found.map(drop), Err(handseal::timestamp::ReplyError::NotGranted { status: 2 }));
}

/// RFC 5652 with RSASSA-PSS: `openssl ts` does not write it, `openssl cms` does.
#[test]
fn token_that_is_signed_with_pss_is_read() {
    if !openssl_is_here() {
        return;
    }
    let tsa = Tsa::new("cms", &PSS);
    tsa.write("info.der", &authority::Token::over(MESSAGE).statement());
    for digest in ["sha256", "sha384", "sha512"] {
        tsa.run(&[
            "cms",
            "-sign",
            "-binary",
            "-nodetach",
            "-cades",
            "-nosmimecap",
            "-in",
            "info.der",
            "-econtent_type",
            authority::TST_INFO,
            "-signer",
            "leaf.pem",
            "-inkey",
            "leaf.key",
            "-certfile",
            "chain.pem",
            "-md",
            digest,
            "-keyopt",
            "rsa_padding_mode:pss",
            "-keyopt",
            "rsa_pss_saltlen:digest",
            "-outform",
            "DER",
            "-out",
            "token.der",
        ]);
        let token = TimeStampToken::from_der(&tsa.read("token.der")).unwrap();
        // It says 2026-06-01, and this authority is of the day on which the test runs.
        let found = verify(&token, &tsa.authorities());
        assert!(
            matches!(
                found,
                Ok(_) | Err(TokenError::NotYetValid { .. } | TokenError::Expired { .. })
            ),
            "{digest}: {found:?}"
        );
    }
}

/// P-521 is sound, and RSA of 1024 bits is not; neither is accepted. Nothing was verified, so nothing is called forged.
#[test]
fn key_of_a_kind_that_is_not_accepted_is_not_called_a_forgery() {
    if !openssl_is_here() {
        return;
    }
    for kind in [P521, SHORT] {
        let tsa = Tsa::new("kinds", &kind);
        let request = TimeStampRequest::for_message(MESSAGE, &mut OsEntropy).unwrap();
        let token = request.accept(&tsa.reply(&request)).unwrap();
        assert_eq!(verify(&token, &tsa.authorities()), Err(TokenError::Key), "{}", kind.name);
    }
}

/// What our own authority of the tests makes is what `openssl` takes, too.
#[test]
fn tokens_of_the_authority_of_the_tests_are_good_to_openssl() {
    if !openssl_is_here() {
        return;
    }
    let tsa = Tsa::new("ours", &P256);
    tsa.write("message", MESSAGE);
    tsa.write("ours.der", &authority::Token::over(MESSAGE).to_der());
    let pem = |der: &[u8]| {
        use base64ct::{Base64, Encoding as _};
        let text = Base64::encode_string(der);
        let lines: Vec<_> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    };
    tsa.write("ours.pem", pem(&Certificate::root().to_der()).as_bytes());
    let verify = |message: &str| {
        // 2026-06-01T12:00:00Z
        tsa.try_run(&[
            "ts",
            "-verify",
            "-data",
            message,
            "-in",
            "ours.der",
            "-token_in",
            "-CAfile",
            "ours.pem",
            "-attime",
            "1780315200",
        ])
    };
    let found = verify("message");
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    tsa.write("other", b"another");
    assert!(!verify("other").status.success());
}
