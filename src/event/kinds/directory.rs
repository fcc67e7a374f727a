//! Who exists: organisations, the parties they enrol, and their keys.

use crate::encoding::record;
use crate::event::common::{KeyRecord, PartyKind, RevocationReason, Why};
use crate::event::disclosure::Disclosable;
use crate::event::link::Citation;
use crate::identity::{PartyId, SignError, Signature, Signer, Thumbprint, sign_verified};

record! {
    /// An organisation begins, signed by the one root key that it names. Its id is that key's
    /// thumbprint, and it is a party itself.
    ///
    /// ```cddl
    /// founded = { "key": key, "name": commitment, "successors": [* bstr .size 32], "jurisdiction": tstr }
    /// ```
    pub struct Founded {
        /// The root key.
        "key" => pub key: KeyRecord,
        /// What the organisation calls itself.
        "name" => pub name: Disclosable<String>,
        /// Thumbprints of keys kept offline that may follow the root key.
        "successors" => pub successors: Vec<Thumbprint>,
        /// Where it says it belongs, ISO 3166-1 alpha-2.
        "jurisdiction" => pub jurisdiction: String,
    }
}

record! {
    /// A party is enrolled by a registrar, who cites the entry that enrolled it or founded the
    /// organisation.
    ///
    /// ```cddl
    /// enrolled = { "by": citation, ? "key": key, ? "pop": bstr .size 64, "kind": party-kind,
    ///              "name": commitment, "roles": [* tstr], "units": [* party] }
    /// ```
    ///
    /// `pop` is the new key's own signature over organisation, party and key. A unit has no key:
    /// persons sign for it. A later `enrolled` on the same chain gives the party a further key.
    pub struct Enrolled {
        /// The entry that gave the signer its right.
        "by" => pub by: Citation,
        /// The party's key.
        "key" => pub key: Option<KeyRecord>,
        /// Proof that the party possesses it.
        "pop" => pub possession: Option<Signature>,
        /// Person, unit or device.
        "kind" => pub kind: PartyKind,
        /// What it is called.
        "name" => pub name: Disclosable<String>,
        /// What it may do, by the words of a [policy](crate::law::Policy). An unknown role gives no right.
        "roles" => pub roles: Vec<String>,
        /// The units that it may sign for.
        "units" => pub units: Vec<PartyId>,
    }
}

record! {
    /// A party takes a new key, signed under the old one, which is not used afterwards.
    ///
    /// ```cddl
    /// rotated = { "key": key, "pop": bstr .size 64 }
    /// ```
    ///
    /// An organisation's new root is one of the successors that `founded` names.
    pub struct Rotated {
        /// The new key.
        "key" => pub key: KeyRecord,
        /// Proof that the party possesses it.
        "pop" => pub possession: Signature,
    }
}

record! {
    /// A key is no longer good from here on.
    ///
    /// ```cddl
    /// revoked = { "by": citation, "kid": bstr .size 32, ? "why": why, ? "since": timestamp, "reason": revocation-reason }
    /// ```
    pub struct Revoked {
        /// The entry that gave the signer its right.
        "by" => pub by: Citation,
        /// The key's thumbprint.
        "kid" => pub kid: Thumbprint,
        /// More about it.
        "why" => pub why: Option<Why>,
        /// From when on a compromised key is not trusted.
        "since" => pub since: Option<crate::encoding::Timestamp>,
        /// The reason.
        "reason" => pub reason: RevocationReason,
    }
}

record! {
    /// A successor root takes the place of the root key, signed by the successor itself: the old key
    /// is lost, stolen or at its end. All keys that the organisation had until here end.
    ///
    /// ```cddl
    /// succeeded = { "key": key, ? "why": why, ? "since": timestamp, "reason": revocation-reason,
    ///               "successors": [* bstr .size 32] }
    /// ```
    ///
    /// The key is one of the successors named before, and signs: that is its proof of possession.
    pub struct Succeeded {
        /// The successor.
        "key" => pub key: KeyRecord,
        /// More about it.
        "why" => pub why: Option<Why>,
        /// From when on a compromised key is not trusted.
        "since" => pub since: Option<crate::encoding::Timestamp>,
        /// Why the keys before it ended.
        "reason" => pub reason: RevocationReason,
        /// Thumbprints of keys kept offline that may follow it. They take the place of those named
        /// before.
        "successors" => pub successors: Vec<Thumbprint>,
    }
}

/// The bytes that a new key signs to show that its party possesses it.
///
/// ```cddl
/// possession = ["handseal-possession-v1", org: tstr, party: tstr, key: bstr .size 32 / bstr .size 64]
/// ```
///
/// A domain of its own: no event and no head can be mistaken for it. F6.5
pub(crate) fn possession_message(party: &PartyId, key: &[u8]) -> Vec<u8> {
    let mut out = crate::encoding::Encoder::new();
    out.array(4);
    out.text("handseal-possession-v1");
    out.text(&party.org().to_string());
    out.text(&party.to_string());
    out.bytes(key);
    out.into_bytes()
}

/// The new key's own signature over organisation, party and key: the `pop` of `enrolled`, `rotated`,
/// `opened` and `checkpoint_key_changed`. For the last two the party is the organisation itself.
///
/// # Errors
///
/// When the new key does not sign, or not what verifies under it.
///
/// # Specification
///
/// `spec::format` §6.
pub fn prove_possession(key: &dyn Signer, party: PartyId) -> Result<Signature, SignError> {
    sign_verified(key, &possession_message(&party, key.public_key().as_bytes()))
}
