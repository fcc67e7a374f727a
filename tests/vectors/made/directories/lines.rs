//! The entries of a directory, and the manifest that they make.

use handseal::encoding::Blob;
use handseal::evidence::Sha256Digest;
use handseal::evidence::directory::{
    DeviceNumber, DirectoryEntry, DirectoryMeasurement, EntryMetadata, EntryPath, EntryTime,
    EntryType, ManifestReader, Unread,
};

/// The secret of every directory here.
pub(crate) const SECRET: [u8; 32] = [7; 32];

/// A record of a manifest.
pub(crate) type Line = (DirectoryEntry, EntryMetadata);

/// Something of a type, of which nothing else is said.
pub(crate) fn entry(path: &[u8], entry_type: EntryType) -> Line {
    let path = EntryPath::new(path).unwrap();
    let entry = DirectoryEntry {
        md5: None,
        path: path.clone(),
        sha1: None,
        size: None,
        entry_type,
        sha256: None,
        sha512: None,
        target: None,
        unread: None,
    };
    let metadata = EntryMetadata {
        gid: None,
        uid: None,
        mode: None,
        path,
        links: None,
        device: None,
        changed: None,
        created: None,
        same_as: None,
        accessed: None,
        modified: None,
        allocated: None,
    };
    (entry, metadata)
}

pub(crate) fn file(path: &[u8], bytes: &[u8]) -> Line {
    let (mut file, metadata) = entry(path, EntryType::File);
    file.size = Some(u64::try_from(bytes.len()).unwrap());
    file.sha256 = Some(Sha256Digest::of(bytes).0);
    (file, metadata)
}

pub(crate) fn link(path: &[u8], target: &[u8]) -> Line {
    let (mut link, metadata) = entry(path, EntryType::Link);
    link.target = Some(Blob(target.to_vec()));
    (link, metadata)
}

pub(crate) fn unread(path: &[u8]) -> Line {
    let (mut file, metadata) = entry(path, EntryType::File);
    file.unread = Some(Unread::Denied);
    (file, metadata)
}

pub(crate) const HEADER: &[u8] = b"\xd9\xd9\xf7\x84\x68handseal\x01\x68manifest\x58\x20";

/// The manifest of these lines, in their order.
pub(crate) fn manifest(lines: &[Line]) -> Vec<u8> {
    let mut bytes = [HEADER, &SECRET].concat();
    for (entry, metadata) in lines {
        bytes.extend(record(&entry.to_bytes(), &metadata.to_bytes()));
    }
    bytes
}

pub(crate) fn record(entry: &[u8], metadata: &[u8]) -> Vec<u8> {
    [&[0x82], entry, metadata].concat()
}

pub(crate) fn measured(manifest: &[u8]) -> DirectoryMeasurement {
    ManifestReader::new(manifest).unwrap().finish().unwrap()
}

/// A mailbox, a link to it, a directory and what cannot be opened.
pub(crate) fn phone() -> Vec<Line> {
    let mut mail = file(b"mail/one.eml", b"From: a");
    mail.0.sha512 = Some([3; 64]);
    mail.0.sha1 = Some([2; 20]);
    mail.0.md5 = Some([1; 16]);
    mail.1 = EntryMetadata {
        gid: Some(100),
        uid: Some(1000),
        mode: Some(0o640),
        links: Some(2),
        changed: Some(EntryTime { seconds: -1, nanoseconds: 999_999_999 }),
        created: Some(EntryTime { seconds: 0, nanoseconds: 0 }),
        accessed: Some(EntryTime { seconds: 1 << 40, nanoseconds: 1 }),
        modified: Some(EntryTime { seconds: 5, nanoseconds: 0 }),
        allocated: Some(4096),
        ..mail.1
    };
    let mut again = file(b"mail/two.eml", b"From: a");
    again.1.same_as = Some(mail.0.path.clone());
    let mut disk = entry(b"null", EntryType::CharDevice);
    disk.1.device = Some(DeviceNumber { major: 1, minor: 3 });
    vec![
        entry(b"mail", EntryType::Directory),
        // Between a directory and what is in it.
        file(b"mail-old", b""),
        mail,
        again,
        disk,
        entry(b"pipe", EntryType::Fifo),
        unread(b"sealed\xff"),
        link(b"shortcut", b"mail/one.eml"),
    ]
}
