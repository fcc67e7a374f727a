//! What is asked of a case: shared by the examples that verify one.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use handseal::Timestamp;
use handseal::evidence::directory::Mounts;
use handseal::identity::{ItemId, Trust};
use handseal::law::{Catalogue, UseLogOf};
use handseal::ledger::{CosignerKey, CosignerPolicy, SignedCheckpoint};
use handseal::timestamp::Authorities;
use handseal::verify::{ItemName, Report, StandingFile, Verifier, escaped};

use super::content::{self, Links, NotRead, ProgressLine};
use super::earlier::{self, EarlierAt};
use super::policies::Policies;
use super::{Arguments, Failure, image};

/// In which form the answer is given.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Output {
    Json,
    #[default]
    Page,
}

/// Files below `examples/sample`.
pub(crate) struct Sample {
    pub(crate) case: &'static str,
    pub(crate) roots: &'static str,
    pub(crate) head: &'static str,
    pub(crate) contents: &'static [(&'static str, &'static str)],
}

/// A case of one organisation, with hand-overs.
pub(crate) const CUSTODY: Sample = Sample {
    case: "sample.custody",
    roots: "root.txt",
    head: "sample.head",
    contents: &[("EX-1", "content/mailbox.eml"), ("EX-2", "content/access.log")],
};

/// A prosecutor's requests to a provider abroad: the ledger that `provider_direct` leaves.
pub(crate) const REQUESTS: Sample = Sample {
    case: "requests/ledger.custody",
    roots: "requests/roots.txt",
    head: "requests/ledger.head",
    contents: &[("SUB-1", "requests/SUB-1.csv")],
};

#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) case: Option<PathBuf>,
    pub(crate) output: Output,
    roots: Vec<String>,
    heads: Vec<PathBuf>,
    cosigners: Vec<CosignerKey>,
    threshold: Option<usize>,
    policies: Policies,
    kept: Vec<(String, PathBuf)>,
    beside: Vec<PathBuf>,
    contents: Vec<(String, PathBuf)>,
    manifests: Vec<(String, PathBuf)>,
    mounts: Mounts,
    links: Links,
    segments: Vec<(String, PathBuf)>,
    parts: Vec<(String, PathBuf)>,
    now: Option<Timestamp>,
    catalogue: Option<PathBuf>,
    extensions: Vec<PathBuf>,
    use_logs: Vec<UseLogOf>,
    certificates: Vec<String>,
    authorities: Vec<PathBuf>,
    earlier: EarlierAt,
}

impl Asked {
    /// Reads the command line.
    pub(crate) fn from_env(usage: &'static str) -> Result<Self, Failure> {
        let mut arguments = Arguments::from_env(usage);
        let mut asked = Self::default();
        while let Some(argument) = arguments.next_word()? {
            match argument.as_str() {
                "--root" => asked.roots.push(arguments.value("--root")?),
                "--head" => asked.heads.push(arguments.path("--head")?),
                "--head-since" => asked.kept.push(arguments.pair("--head-since")?),
                "--beside" => asked.beside.push(arguments.path("--beside")?),
                "--policy" => asked.policies.add(&mut arguments)?,
                "--cosigner" => {
                    let text = arguments.value("--cosigner")?;
                    asked.cosigners.push(super::parse("--cosigner", &text)?);
                }
                "--threshold" => arguments.once("--threshold", &mut asked.threshold)?,
                "--content" => asked.contents.push(arguments.pair("--content")?),
                "--manifest" => asked.manifests.push(arguments.pair("--manifest")?),
                "--follow-links" => asked.links = Links::Follow,
                "--enter-mounts" => asked.mounts = Mounts::Enter,
                "--segments" => asked.segments.push(arguments.pair("--segments")?),
                "--parts" => asked.parts.push(arguments.pair("--parts")?),
                "--now" => arguments.once("--now", &mut asked.now)?,
                "--catalogue" => arguments.once("--catalogue", &mut asked.catalogue)?,
                "--extend-catalogue" => {
                    asked.extensions.push(arguments.path("--extend-catalogue")?);
                }
                "--use-log" => asked.use_logs.push(log_of(&arguments.value("--use-log")?)?),
                "--certificate" => asked.certificates.push(arguments.value("--certificate")?),
                "--snapshot" => asked.earlier.snapshot(&mut arguments)?,
                "--snapshot-key" => asked.earlier.key(&mut arguments)?,
                "--authority" => asked.authorities.push(arguments.path("--authority")?),
                "--json" => asked.output = Output::Json,
                option if option.starts_with("--") => return Err(arguments.unknown(option)),
                path if asked.case.is_none() => asked.case = Some(PathBuf::from(path)),
                more => return Err(arguments.unknown(more)),
            }
        }
        Ok(asked)
    }

    /// Whether no file, root, head or content is named.
    pub(crate) fn is_empty(&self) -> bool {
        self.case.is_none()
            && self.roots.is_empty()
            && self.heads.is_empty()
            && self.kept.is_empty()
            && self.beside.is_empty()
            && self.contents.is_empty()
            && self.manifests.is_empty()
            && self.segments.is_empty()
            && self.parts.is_empty()
    }

    /// A sample in the repository, whole, with its content, roots and remembered head, where
    /// nothing else is named.
    pub(crate) fn or_sample(self, sample: &Sample) -> Result<Self, Failure> {
        if !self.is_empty() {
            return Ok(self);
        }
        // Fixed, so that the page is the same in ten years.
        let then = || super::parse("the sample", "2026-11-22T12:00:00+01:00");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sample");
        let roots = super::read_text(&folder.join(sample.roots))?;
        let content = |(item, path): &(&str, &str)| ((*item).to_owned(), folder.join(path));
        Ok(Self {
            case: Some(folder.join(sample.case)),
            roots: roots.split_whitespace().map(ToOwned::to_owned).collect(),
            heads: vec![folder.join(sample.head)],
            contents: sample.contents.iter().map(content).collect(),
            now: Some(self.now.map_or_else(then, Ok)?),
            ..self
        })
    }

    /// Verifies what is asked about.
    pub(crate) fn verify(mut self, usage: &'static str) -> Result<Report, Failure> {
        for (_, path) in self.contents.iter_mut().chain(&mut self.segments) {
            *path = self.links.meant(std::mem::take(path));
        }
        let Some(case) = self.case else {
            return Err(Failure::usage("name a case to verify", usage));
        };
        let mut trust = Trust::new();
        for root in &self.roots {
            trust = trust.root(super::parse("--root", root)?);
        }
        let catalogue = read_catalogue(self.catalogue.as_deref(), &self.extensions)?;
        let paths = self.contents.iter().map(|(_, path)| path.as_path());
        content::check_one_input(paths, usage)?;
        // Before the clock is read: what is recorded while the case is verified is not of the future.
        super::check_leads(&case)?;
        let case = StandingFile::open(&case)?;
        let now = self.now.map_or_else(super::now, Ok)?;
        let image_at = |(_, path): &(String, PathBuf)| image::remains_at(path);
        let images: Vec<_> = self.contents.iter().map(image_at).collect();
        let earlier = self.earlier.read(usage)?;
        let mut line = ProgressLine::new();
        let mut verifier = Verifier::new(&trust, now)
            .catalogue(&catalogue)
            .threads(content::threads())
            .mounts(self.mounts)
            .told(|item: ItemId, progress| line.show(&item.to_string(), progress));
        for path in &self.heads {
            verifier = verifier.anchor(head_in(path)?);
        }
        for (since, path) in &self.kept {
            let since = super::parse("--head-since", since)?;
            verifier = verifier.anchor_kept_since(head_in(path)?, since);
        }
        for path in &self.beside {
            verifier = verifier.beside(BufReader::new(super::open(path)?));
        }
        let mut authorities = Authorities::none();
        for path in &self.authorities {
            let read = authorities.anchors_pem(&super::read(path)?);
            authorities =
                read.map_err(|error| Failure::no_such(path, "PEM of certificates", error))?;
        }
        verifier = verifier.authorities(&authorities);
        if !self.cosigners.is_empty() || self.threshold.is_some() {
            // All of them, unless fewer are asked for.
            let threshold = self.threshold.unwrap_or(self.cosigners.len());
            verifier = verifier.cosigners(CosignerPolicy::new(threshold, self.cosigners)?);
        }
        for (organisation, policy) in self.policies.read()? {
            verifier = match organisation {
                None => verifier.policy(&policy),
                Some(organisation) => verifier.policy_of(organisation, &policy),
            };
        }
        let mut manifests = self.manifests;
        for ((item, path), image) in self.contents.into_iter().zip(&images) {
            let own = manifests.iter().position(|(of, _)| *of == item);
            verifier = match own.map(|at| manifests.swap_remove(at)) {
                Some((_, manifest)) => {
                    let manifest: Box<dyn Read + Send> = match super::open(&manifest) {
                        Ok(file) => Box::new(BufReader::new(file)),
                        Err(failure) => Box::new(NotRead::because(&failure)),
                    };
                    verifier.directory(item_name(&item), path, manifest)
                }
                None if path.is_dir() => {
                    let message = format!(
                        "{} is a directory: name the manifest that was made when it was collected, --manifest {}=FILE",
                        escaped(&path.to_string_lossy()),
                        escaped(&item),
                    );
                    return Err(Failure::usage(message, usage));
                }
                None => {
                    // What cannot be read suppresses nothing: the report says so.
                    let source = match image {
                        Ok(Some(image)) => image.source(),
                        Ok(None) => content::source_of(path),
                        Err(failure) => NotRead::because(failure).source(),
                    };
                    verifier.content(item_name(&item), source)
                }
            };
        }
        if let Some((item, _)) = manifests.first() {
            let message = format!("--manifest {} needs --content {0}=DIRECTORY", escaped(item));
            return Err(Failure::usage(message, usage));
        }
        for (item, first) in self.segments {
            let source = content::segments_from(&first)
                .unwrap_or_else(|failure| NotRead::because(&failure).source());
            verifier = verifier.content(item_name(&item), source);
        }
        for (item, path) in self.parts {
            verifier = verifier.parts_file(item_name(&item), path)?;
        }
        for of in self.use_logs {
            verifier = verifier.use_log(of);
        }
        for item in &self.certificates {
            verifier = verifier.certificate(item_name(item));
        }
        if let Some(earlier) = &earlier {
            verifier = match &earlier.snapshot {
                Some(snapshot) => verifier.resting_on(snapshot, &earlier.key),
                None => verifier.with_snapshot(&earlier.key),
            };
        }
        let report = verifier.verify(case)?;
        if let Some(earlier) = &earlier {
            earlier::keep(&earlier.at, &report)?;
        }
        Ok(report)
    }
}

fn head_in(path: &Path) -> Result<SignedCheckpoint, Failure> {
    let head = SignedCheckpoint::parse(&super::read(path)?);
    head.map_err(|error| Failure::no_such(path, "signed head", error))
}

/// The catalogue that stands alone, or the embedded one, with what is laid over it.
fn read_catalogue(whole: Option<&Path>, over: &[PathBuf]) -> Result<Catalogue, Failure> {
    let mut catalogue = match whole {
        Some(path) => Catalogue::parse_bytes(&path.to_string_lossy(), &super::read(path)?)?,
        None => Catalogue::embedded().clone(),
    };
    for path in over {
        catalogue = catalogue.extended_bytes(&path.to_string_lossy(), &super::read(path)?)?;
    }
    Ok(catalogue)
}

fn log_of(text: &str) -> Result<UseLogOf, Failure> {
    if let Some(person) = text.strip_prefix("person=") {
        return Ok(UseLogOf::Person(person.to_owned()));
    }
    if text.starts_with("request:") {
        return Ok(UseLogOf::Request(super::parse("--use-log", text)?));
    }
    Ok(UseLogOf::Item(super::parse("--use-log", text)?))
}

fn item_name(text: &str) -> ItemName {
    text.parse().unwrap_or_else(|never| match never {})
}
