//! Images built here, section by section: what no tool writes, and what is tested where there are no tools.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Adler-32 as RFC 1950 §8.2 defines it, slowly.
pub(crate) fn adler32(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    (high << 16) | low
}

/// The bytes, and their checksum.
pub(crate) fn sealed(bytes: &[u8]) -> Vec<u8> {
    [bytes, &adler32(bytes).to_le_bytes()].concat()
}

pub(crate) fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// One segment, as it is written.
pub(crate) struct Segment(pub(crate) Vec<u8>);

impl Segment {
    pub(crate) fn new(number: u16) -> Self {
        let mut bytes = b"EVF\x09\x0d\x0a\xff\x00\x01".to_vec();
        bytes.extend(number.to_le_bytes());
        bytes.extend([0, 0]);
        Self(bytes)
    }

    fn descriptor(&mut self, kind: &str, next: u64, size: u64) {
        let mut descriptor = vec![0; 72];
        descriptor[..kind.len()].copy_from_slice(kind.as_bytes());
        descriptor[16..24].copy_from_slice(&next.to_le_bytes());
        descriptor[24..32].copy_from_slice(&size.to_le_bytes());
        self.0.extend(sealed(&descriptor));
    }

    pub(crate) fn section(mut self, kind: &str, data: &[u8]) -> Self {
        let size = 76 + data.len() as u64;
        self.descriptor(kind, self.0.len() as u64 + size, size);
        self.0.extend(data);
        self
    }

    /// `next` or `done`.
    pub(crate) fn end(mut self, kind: &str) -> Vec<u8> {
        self.descriptor(kind, self.0.len() as u64, 0);
        self.0
    }

    /// Chunks, each as it is stored and whether it is compressed, and both tables of them.
    pub(crate) fn chunks(self, chunks: &[(bool, Vec<u8>)]) -> Self {
        let base = self.0.len() as u64;
        let mut entries = Vec::new();
        let mut data = Vec::new();
        for (compressed, chunk) in chunks {
            let bit = if *compressed { 1_u32 << 31 } else { 0 };
            entries.extend(((76 + data.len() as u32) | bit).to_le_bytes());
            data.extend(chunk);
        }
        let table = table(chunks.len() as u32, base, &entries);
        self.section("sectors", &data).section("table", &table).section("table2", &table)
    }
}

pub(crate) fn table(count: u32, base: u64, entries: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 20];
    header[..4].copy_from_slice(&count.to_le_bytes());
    header[8..16].copy_from_slice(&base.to_le_bytes());
    [sealed(&header), sealed(entries)].concat()
}

/// A volume section: of so many sectors of 512 bytes, 16 to a chunk.
pub(crate) fn volume(sectors: u64, set: u8) -> Vec<u8> {
    volume_of(sectors.div_ceil(16) as u32, 16, 512, sectors, set)
}

pub(crate) fn volume_of(chunks: u32, chunk: u32, sector: u32, sectors: u64, set: u8) -> Vec<u8> {
    let mut volume = vec![0; 1048];
    volume[0] = 1;
    volume[4..8].copy_from_slice(&chunks.to_le_bytes());
    volume[8..12].copy_from_slice(&chunk.to_le_bytes());
    volume[12..16].copy_from_slice(&sector.to_le_bytes());
    volume[16..24].copy_from_slice(&sectors.to_le_bytes());
    volume[36] = 3;
    volume[64..80].fill(set);
    sealed(&volume)
}

pub(crate) fn hash(md5: [u8; 16]) -> Vec<u8> {
    sealed(&[&md5[..], &[0; 16]].concat())
}

pub(crate) fn error2(ranges: &[(u32, u32)]) -> Vec<u8> {
    let mut header = vec![0; 516];
    header[..4].copy_from_slice(&(ranges.len() as u32).to_le_bytes());
    let ranges: Vec<u8> = ranges
        .iter()
        .flat_map(|(first, count)| [first.to_le_bytes(), count.to_le_bytes()].concat())
        .collect();
    [sealed(&header), sealed(&ranges)].concat()
}

/// The header of EnCase 6, with model and serial number.
pub(crate) fn header2() -> Vec<u8> {
    let names = "a\tc\tn\te\tt\tmd\tsn\tl\tav\tov\tm\tu\tp\tdc";
    let values = "laptop SSD\t2041/26\tEX-1\tAna Muñoz\tlocker 9\tModel 7\tS-123\tdisk0\t6.19\tLinux\t1142163845\t1142163846\t0\t";
    compressed(&utf16(&format!("1\nmain\n{names}\n{values}\n\n")))
}

/// Chunks of 8 KiB as they are stored: every other one compressed.
pub(crate) fn stored(content: &[u8]) -> Vec<(bool, Vec<u8>)> {
    let store = |(at, chunk): (usize, &[u8])| match at % 2 {
        0 => (false, sealed(chunk)),
        _ => (true, compressed(chunk)),
    };
    content.chunks(8192).enumerate().map(store).collect()
}

/// An image of one segment, with whatever stands before its end.
pub(crate) fn image(content: &[u8], more: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let volume = volume(content.len() as u64 / 512, 7);
    let segment = Segment::new(1).section("header2", &header2()).section("volume", &volume);
    let segment = segment.chunks(&stored(content)).section("data", &volume);
    let add = |segment: Segment, (kind, data): &(&str, Vec<u8>)| segment.section(kind, data);
    more.iter().fold(segment, add).end("done")
}
