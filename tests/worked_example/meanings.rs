//! What the fields mean, by their path.

/// What the value at a path means, or nothing where its key says it.
pub(crate) fn meaning(path: &str) -> &'static str {
    match path {
        "header" => "this is CBOR",
        "header.tagged[0]" => "the format",
        "header.tagged[1]" => "its version",
        "header.tagged[2]" => "a whole ledger",
        // The record and, inside it, the tag have one path.
        "entry" => "an entry",
        "entry.tagged" => "COSE_Sign1",
        "entry.tagged[0]" => "the protected header",
        "entry.tagged[1]" => "the unprotected header, always empty",
        "entry.tagged[2]" => "the payload",
        "entry.tagged[3]" => "the signature, R and S",
        "protected" => "the protected header",
        "protected.alg" => "Ed25519",
        "protected.kid" => "thumbprint of the key",
        "protected.claims.iss" => "who signs",
        "protected.claims.sub" => "the first subject",
        "protected.claims.iat" => "when, in seconds since 1970",
        "payload" => "the event",
        "payload.at.time" => "when it happened, as stated",
        "payload.at.source" => "what says so",
        "payload.links" => "the places it takes",
        "payload.links[].id" => "whose chain",
        "payload.links[].seq" => "its place there",
        "payload.links[].prev" => "the entry before, or null at place 0",
        "payload.body.by.entry" => "the entry cited",
        "payload.body.by.id" => "by this subject",
        "payload.body.by.seq" => "at this place",
        "payload.body.key.alg" => "Ed25519",
        "payload.body.key.key" => "the public key",
        "payload.body.pop" => "the new key's own signature",
        "payload.body.name"
        | "payload.body.reference"
        | "payload.body.items[].name"
        | "payload.body.items[].label"
        | "payload.body.items[].content.descriptor" => "a commitment",
        "payload.body.successors" => "thumbprints of successor roots",
        "payload.body.case" => "in this case",
        "payload.body.items[].id" => "the item",
        "payload.body.items[].content.part_size" => "1 MiB",
        "disclosures" => "values for the commitments above, in their order",
        "disclosures[]" => "a salt and a value",
        "disclosures[][0]" => "the salt",
        "disclosures[][1].size" => "the length of the content",
        "disclosures[][1].parts" => "SHA-256 of each part, here of the only one",
        "disclosures[][1].sha256" => "SHA-256 of the content",
        "disclosures[][1].part_root" => "root over the parts",
        _ => "",
    }
}

/// The name of an integer key.
pub(crate) fn integer_key(path: &str, key: usize) -> &'static str {
    match (path, key) {
        ("protected", 1) => "alg",
        ("protected", 3) => "content type",
        ("protected", 4) => "kid",
        ("protected", 15) => "claims",
        ("protected.claims", 1) => "iss",
        ("protected.claims", 2) => "sub",
        ("protected.claims", 6) => "iat",
        _ => panic!("no such key"),
    }
}
