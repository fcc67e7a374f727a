//! An authority of our own, for the tests: certificates and tokens of any shape, made from fixed keys, the same on each run.

use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::ecdsa::{DerSignature, SigningKey};
use sha2::{Digest as _, Sha256};

/// The anchor's key, that of the authority below it, that of the one that signs tokens, and a stranger's.
pub(crate) const ROOT: u8 = 1;
pub(crate) const MIDDLE: u8 = 2;
pub(crate) const SIGNER: u8 = 3;
pub(crate) const STRANGER: u8 = 4;

pub(crate) const SHA256: &str = "2.16.840.1.101.3.4.2.1";
pub(crate) const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
pub(crate) const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
pub(crate) const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
pub(crate) const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";

/// Joins pieces.
pub(crate) fn cat(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// One value of DER.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    cat(&[&head, content])
}

pub(crate) fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &cat(parts))
}

pub(crate) fn set(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x31, &cat(parts))
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

/// A number below 2^15, or the bytes of a positive one.
pub(crate) fn int(bytes: &[u8]) -> Vec<u8> {
    tlv(0x02, bytes)
}

pub(crate) fn oid(text: &str) -> Vec<u8> {
    let arcs: Vec<u64> = text.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut content = Vec::new();
    let first = arcs[0] * 40 + arcs[1];
    for arc in std::iter::once(first).chain(arcs[2..].iter().copied()) {
        let mut digits = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            digits.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        content.extend(digits.iter().rev());
    }
    tlv(0x06, &content)
}

pub(crate) fn algorithm(id: &str) -> Vec<u8> {
    seq(&[&oid(id)])
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

fn sign(number: u8, message: &[u8]) -> Vec<u8> {
    let signature: DerSignature = key(number).sign_prehash(&Sha256::digest(message)).unwrap();
    signature.as_bytes().to_vec()
}

/// A name: its common name alone.
pub(crate) fn name(common: &str) -> Vec<u8> {
    seq(&[&set(&[&seq(&[&oid("2.5.4.3"), &tlv(0x0c, common.as_bytes())])])])
}

fn extension(id: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    seq(&[&oid(id), critical, &octets(value)])
}

/// What a certificate is made of.
#[derive(Clone)]
pub(crate) struct Certificate {
    pub(crate) subject: &'static str,
    pub(crate) issuer: &'static str,
    pub(crate) key: u8,
    pub(crate) issuer_key: u8,
    pub(crate) serial: u8,
    /// `YYMMDDhhmmssZ`
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) authority: bool,
    pub(crate) usages: Vec<&'static str>,
    pub(crate) usages_critical: bool,
    /// The key usage: unused bits, then the bits.
    pub(crate) key_usage: Option<[u8; 2]>,
    pub(crate) other: Vec<Vec<u8>>,
}

impl Certificate {
    pub(crate) fn root() -> Self {
        Self {
            subject: "Root",
            issuer: "Root",
            key: ROOT,
            issuer_key: ROOT,
            serial: 1,
            from: "200101000000Z",
            to: "450101000000Z",
            authority: true,
            usages: Vec::new(),
            usages_critical: false,
            // keyCertSign
            key_usage: Some([2, 0x04]),
            other: Vec::new(),
        }
    }

    pub(crate) fn middle() -> Self {
        let (from, to) = ("210101000000Z", "350101000000Z");
        Self { subject: "Middle", key: MIDDLE, serial: 2, from, to, ..Self::root() }
    }

    pub(crate) fn signer() -> Self {
        Self {
            subject: "Authority of time",
            issuer: "Middle",
            key: SIGNER,
            issuer_key: MIDDLE,
            serial: 3,
            from: "250101000000Z",
            to: "270101000000Z",
            authority: false,
            usages: vec![TIME_STAMPING],
            usages_critical: true,
            // digitalSignature
            key_usage: Some([7, 0x80]),
            other: Vec::new(),
        }
    }

    pub(crate) fn to_der(&self) -> Vec<u8> {
        let mut extensions = self.other.clone();
        if self.authority {
            extensions.push(extension("2.5.29.19", true, &seq(&[&[1, 1, 0xff]])));
        }
        if let Some(bits) = self.key_usage {
            extensions.push(extension("2.5.29.15", true, &tlv(0x03, &bits)));
        }
        if !self.usages.is_empty() {
            let usages: Vec<_> = self.usages.iter().map(|usage| oid(usage)).collect();
            let usages: Vec<_> = usages.iter().map(Vec::as_slice).collect();
            extensions.push(extension("2.5.29.37", self.usages_critical, &seq(&usages)));
        }
        let point = key(self.key).verifying_key().to_sec1_point(false);
        let curve = seq(&[&oid("1.2.840.10045.2.1"), &oid("1.2.840.10045.3.1.7")]);
        let key = seq(&[&curve, &tlv(0x03, &cat(&[&[0], point.as_bytes()]))]);
        let body = seq(&[
            &tlv(0xa0, &int(&[2])),
            &int(&[self.serial]),
            &algorithm(ECDSA_SHA256),
            &name(self.issuer),
            &seq(&[&tlv(0x17, self.from.as_bytes()), &tlv(0x17, self.to.as_bytes())]),
            &name(self.subject),
            &key,
            &tlv(0xa3, &tlv(0x30, &extensions.concat())),
        ]);
        let signature = cat(&[&[0], &sign(self.issuer_key, &body)]);
        seq(&[&body, &algorithm(ECDSA_SHA256), &tlv(0x03, &signature)])
    }

    pub(crate) fn unknown_extension(mut self, critical: bool) -> Self {
        self.other.push(extension("1.2.3.4.5", critical, &[5, 0]));
        self
    }
}

/// How the signed attributes name the certificate.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Names {
    Nothing,
    Sha1,
    Sha256,
    Both,
}

/// What a token is made of.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) message: Vec<u8>,
    pub(crate) time: &'static str,
    pub(crate) policy: &'static str,
    pub(crate) imprint_algorithm: &'static str,
    pub(crate) digest_algorithm: &'static str,
    pub(crate) signature_algorithm: &'static str,
    /// What stands behind the time.
    pub(crate) rest: Vec<u8>,
    pub(crate) version: u8,
    pub(crate) content_type: &'static str,
    pub(crate) attribute_type: &'static str,
    pub(crate) message_digest: Option<Vec<u8>>,
    pub(crate) signer: Certificate,
    pub(crate) signer_key: u8,
    /// The certificate that the signed attributes name; that of the signer unless there is another.
    pub(crate) named: Option<Vec<u8>>,
    pub(crate) names: Names,
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) signers: usize,
    /// Attributes that are signed too.
    pub(crate) attributes: Vec<Vec<u8>>,
}

impl Token {
    /// A token as it should be, over a message.
    pub(crate) fn over(message: &[u8]) -> Self {
        Self {
            message: message.to_vec(),
            time: "20260601120000.25Z",
            policy: "1.2.3.4.1",
            imprint_algorithm: SHA256,
            digest_algorithm: SHA256,
            signature_algorithm: ECDSA_SHA256,
            rest: accuracy(1, 500),
            version: 1,
            content_type: TST_INFO,
            attribute_type: TST_INFO,
            message_digest: None,
            signer: Certificate::signer(),
            signer_key: SIGNER,
            named: None,
            names: Names::Sha256,
            certificates: vec![Certificate::middle().to_der()],
            signers: 1,
            attributes: Vec::new(),
        }
    }

    /// What is signed: the content of a token.
    pub(crate) fn statement(&self) -> Vec<u8> {
        let digest = Sha256::digest(&self.message);
        seq(&[
            &int(&[self.version]),
            &oid(self.policy),
            &seq(&[&algorithm(self.imprint_algorithm), &octets(&digest)]),
            &int(&[0x11, 0x22]),
            &tlv(0x18, self.time.as_bytes()),
            &self.rest,
        ])
    }

    /// The certificate of the signer first, then the others.
    pub(crate) fn to_der(&self) -> Vec<u8> {
        let signer = self.signer.to_der();
        let set_of = std::iter::once(&signer).chain(&self.certificates);
        let set_of: Vec<u8> = set_of.flatten().copied().collect();
        self.with_certificates(&set_of)
    }

    /// The same with these bytes as the set of certificates.
    pub(crate) fn with_certificates(&self, certificates: &[u8]) -> Vec<u8> {
        let info = self.statement();
        let signers = self.signer_info(&info).repeat(self.signers);
        let content = seq(&[&oid(self.content_type), &tlv(0xa0, &octets(&info))]);
        let data = seq(&[
            &int(&[3]),
            &set(&[&algorithm(self.digest_algorithm)]),
            &content,
            &tlv(0xa0, certificates),
            &tlv(0x31, &signers),
        ]);
        seq(&[&oid("1.2.840.113549.1.7.2"), &tlv(0xa0, &data)])
    }

    fn signer_info(&self, info: &[u8]) -> Vec<u8> {
        let digest = Sha256::digest(info).to_vec();
        let digest = self.message_digest.clone().unwrap_or(digest);
        let attribute = |id: &str, value: &[u8]| seq(&[&oid(id), &set(&[value])]);
        let mut attributes = vec![
            attribute("1.2.840.113549.1.9.3", &oid(self.attribute_type)),
            attribute("1.2.840.113549.1.9.4", &octets(&digest)),
        ];
        let named = self.named.clone().unwrap_or_else(|| self.signer.to_der());
        if matches!(self.names, Names::Sha1 | Names::Both) {
            use sha1::Digest as _;
            let hash = octets(&sha1::Sha1::digest(&named));
            let value = seq(&[&seq(&[&seq(&[&hash])])]);
            attributes.push(attribute("1.2.840.113549.1.9.16.2.12", &value));
        }
        if matches!(self.names, Names::Sha256 | Names::Both) {
            let value = seq(&[&seq(&[&seq(&[&octets(&Sha256::digest(&named))])])]);
            attributes.push(attribute("1.2.840.113549.1.9.16.2.47", &value));
        }
        attributes.extend(self.attributes.clone());
        attributes.sort();
        let attributes = attributes.concat();
        let signature = sign(self.signer_key, &tlv(0x31, &attributes));
        let issuer = seq(&[&name(self.signer.issuer), &int(&[self.signer.serial])]);
        seq(&[
            &int(&[1]),
            &issuer,
            &algorithm(self.digest_algorithm),
            &tlv(0xa0, &attributes),
            &algorithm(self.signature_algorithm),
            &octets(&signature),
        ])
    }
}

/// Seconds and milliseconds.
pub(crate) fn accuracy(seconds: u8, millis: u16) -> Vec<u8> {
    let bytes = millis.to_be_bytes();
    let shortest = if millis < 0x80 { &bytes[1..] } else { &bytes[..] };
    seq(&[&int(&[seconds]), &tlv(0x80, shortest)])
}

/// A reply that grants a token, or one with another status and none.
pub(crate) fn reply(status: u8, token: &[u8]) -> Vec<u8> {
    seq(&[&seq(&[&int(&[status])]), token])
}
