//! The files of a session's certificates, created from the ledger: a PDF for each, one of all pages
//! for the printer, and lists for sending them. Creating them again gives the same bytes.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::super::issue::CertificateContext;
use super::super::ledger::{Certificate, Dispatch, Printed};
use super::super::proof::credential::{self, Claims};
use super::super::proof::keys::{self, PrivateKey};
use super::super::proof::page;
use super::super::setting::{KeptSetting, KeptSettings, claims};
use super::batch::{BatchOutputs, BatchTypesetter, Made, Recipients, file_name};
use super::faults::keep_address;
use super::lists::{self, piece};
use super::prepare::{Ready, prepare};
use super::tidy;
use crate::content::edition::Edition;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::finish::seal::PageStatement;
use crate::output::sweep::sweep;
use crate::output::write::{Readers, create_folder, make_private};
use crate::plan::Recipient;

/// What to create for a session.
#[derive(Debug, Clone)]
pub(crate) struct Making {
    pub session: String,
    pub out: PathBuf,
    /// The editions: `screen` creates single files and `all.pdf`, `press` creates `all.press.pdf`.
    pub editions: Vec<Edition>,
    /// The print shop for the press edition.
    pub vendor: Option<String>,
    /// A part of the single files: the first number, from 1, of the second. `None` creates all
    /// files.
    pub share: Option<(usize, usize)>,
    pub files: Files,
    pub jobs: usize,
    pub keys: PathBuf,
    /// The time to record.
    pub at: Timestamp,
    /// Whether certificates of an earlier Peerpress are printed from today's data, even if their
    /// files differ or are missing.
    pub accept_data: bool,
}

/// Which files of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// A single file for each certificate, and one of all pages.
    Every,
    /// A single file for each certificate.
    Single,
    /// One file of all pages.
    All,
}

/// A certificate with what its file needs.
struct Person {
    certificate: Certificate,
    /// The index of the setting.
    setting: usize,
    face: Arc<Value>,
    claims: Claims,
}

/// The certificates of a piece. Each is signed when it is needed.
struct People {
    list: Vec<Person>,
    settings: Vec<Arc<KeptSetting>>,
    key: Arc<PrivateKey>,
}

impl Recipients for People {
    fn design(&self, place: usize) -> usize {
        self.list[place].setting
    }

    fn at(&self, place: usize) -> Recipient {
        let Person { certificate, face, claims, setting } = &self.list[place];
        let base = &self.settings[*setting].setting.verify;
        Recipient {
            name: certificate.name.clone(),
            number: certificate.printed_number(),
            face: Arc::clone(face),
            verify: credential::sign(claims, &self.key, base),
        }
    }

    fn sign_page(&self, url: &str, page: &PageStatement) -> Vec<u8> {
        page::sign(page, url, &self.key)
    }
}

/// The folder of a session's certificates.
pub(crate) fn folder(out: &Path, session: &str) -> PathBuf {
    out.join("certificates").join(session)
}

/// The folders of all sessions with files in an output folder.
pub(crate) fn folders_of_sessions(out: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(out.join("certificates")).into_iter().flatten().flatten();
    folders.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

/// The files of a session.
#[derive(Debug, Default)]
pub(crate) struct SessionFiles {
    /// The number of certificates.
    pub certificates: usize,
    /// The number of certificates of all shares.
    pub total: usize,
    /// Those that get no file, because their latest revision is lost.
    pub lost: Vec<Certificate>,
    /// The number of those that keep the file that they have; the report says why.
    pub unkept: usize,
    pub made: Made,
}

impl SessionFiles {
    /// Whether no certificate of the session can be made.
    pub(crate) fn is_empty(&self) -> bool {
        self.total == 0
    }
}

/// Creates the files of a session's certificates, except for revoked ones. `progress` receives the
/// number of finished pages and the total. A file that cannot be written does not stop the others.
///
/// # Errors
/// If the session has no certificates, or a certificate cannot be signed.
pub(crate) fn make(
    context: &CertificateContext,
    making: &Making,
    report: &mut Report,
    mut progress: impl FnMut(usize, usize),
) -> Result<SessionFiles, Error> {
    let key = Arc::new(keys::signing_key(&context.project, &making.keys)?);
    let ready = prepare(context, making, &key, report)?;
    let Some(Ready { ledger, certificates: valid, lost, unkept, mut printed }) = ready else {
        return Ok(SessionFiles::default());
    };
    if valid.is_empty() {
        let made = Made { is_complete: true, unwritten: Vec::new() };
        return Ok(SessionFiles { lost, unkept: unkept.len(), made, ..SessionFiles::default() });
    }
    let folder = folder(&making.out, &making.session);
    open_folder(&folder)?;
    let dispatches = ledger.dispatches(&making.session)?;
    let mut settings = KeptSettings::new(context, &ledger);
    // A session may have certificates of several pieces: completion for all, certification for
    // some.
    let groups = by_piece(valid);
    let total: usize = groups.values().map(Vec::len).sum();
    let places = share(total, making.share);
    let all = total * making.editions.len();
    let mut made = Made { is_complete: true, unwritten: Vec::new() };
    let (mut start, mut done) = (0, 0);
    let mut listed = Listed::new(&folder, unkept);
    let pieces: Vec<String> = groups.keys().cloned().collect();
    let several = pieces.len() > 1;
    for (piece, certificates) in groups {
        let range = places.start.clamp(start, start + certificates.len()) - start
            ..places.end.clamp(start, start + certificates.len()) - start;
        start += certificates.len();
        let people = people(&mut settings, certificates, &mut printed, &key)?;
        for kept in &people.settings {
            keep_address(context, &kept.setting.verify, report)?;
        }
        let name = several.then_some(piece.as_str());
        let files = PieceFiles { context, making, folder: &folder, name, people, range };
        for edition in &making.editions {
            let show = |count| progress(done + count, all);
            let Some(finished) = files.make_edition(*edition, &mut settings, report, show)? else {
                made.is_complete = false;
                continue;
            };
            made.is_complete &= finished.is_complete;
            made.unwritten.extend(finished.unwritten);
            done += files.range.len();
        }
        if making.share.is_none() {
            let others = listed.take(&piece, &pieces);
            made.unwritten.extend(files.write_lists(&others, &dispatches));
        }
    }
    if making.share.is_none() {
        made.unwritten.extend(tidy::remove_other_pieces(&folder, &pieces).failures);
    }
    let (certificates, unkept) = (places.len(), listed.number);
    Ok(SessionFiles { certificates, total, lost, unkept, made })
}

/// The files of the certificates of one piece.
struct PieceFiles<'a> {
    context: &'a CertificateContext,
    making: &'a Making,
    /// The folder of the session.
    folder: &'a Path,
    /// The ID of the piece, if the session has certificates of several.
    name: Option<&'a str>,
    people: Arc<People>,
    /// The positions of the people whose files are made.
    range: Range<usize>,
}

impl PieceFiles<'_> {
    /// Makes the files of an edition. `None` if the report says why a template cannot be used.
    fn make_edition(
        &self,
        edition: Edition,
        settings: &mut KeptSettings<'_>,
        report: &mut Report,
        show: impl FnMut(usize),
    ) -> Result<Option<Made>, Error> {
        let Self { context, making, folder, people, .. } = self;
        let design = |kept| settings.design(kept, edition, making.vendor.as_deref());
        let designs = people.settings.iter().map(design).collect::<Result<_, _>>()?;
        let typesetter = BatchTypesetter::new(&context.project, &context.content, designs, report);
        let Some(typesetter) = typesetter.map(Arc::new) else { return Ok(None) };
        let outputs = BatchOutputs {
            places: self.range.clone(),
            folder: (edition == Edition::Screen && making.files != Files::All)
                .then(|| folder.to_path_buf()),
            all: (making.share.is_none() && making.files != Files::Single)
                .then(|| folder.join(all_name(edition, self.name))),
            title: format!("{} ({})", typesetter.title(), making.session),
            jobs: making.jobs,
        };
        let recipients: Arc<dyn Recipients> = Arc::clone(people) as Arc<dyn Recipients>;
        Ok(Some(typesetter.run(&recipients, &outputs, report, show)))
    }

    /// Writes the lists of the piece, with the certificates that keep the file that they have.
    /// Returns why some could not be written.
    fn write_lists(
        &self,
        others: &[Certificate],
        dispatches: &HashMap<String, Dispatch>,
    ) -> Vec<Error> {
        let made_now = self.people.list.iter().map(|one| &one.certificate);
        let certificates: Vec<_> = made_now.chain(others).collect();
        lists::write_of_piece(self.folder, &certificates, dispatches, self.name)
    }
}

/// The certificates that keep the file that they have, for the lists of a session.
struct Listed {
    /// The number of all of them.
    number: usize,
    /// Those whose file is in the folder.
    here: Vec<Certificate>,
}

impl Listed {
    fn new(folder: &Path, unkept: Vec<Certificate>) -> Self {
        let number = unkept.len();
        let mut here = unkept;
        here.retain(|one| folder.join(file_name(&one.printed_number())).exists());
        Self { number, here }
    }

    /// Takes the certificates of a piece, and those of which it is not known or not used now.
    fn take(&mut self, piece_now: &str, pieces: &[String]) -> Vec<Certificate> {
        let is_of = |one: &Certificate| {
            let own = piece(one);
            own == piece_now || !pieces.iter().any(|known| known == own)
        };
        let (taken, rest) = std::mem::take(&mut self.here).into_iter().partition(is_of);
        self.here = rest;
        taken
    }
}

/// Creates the folder of a session for its owner only, and removes what killed runs left in it.
fn open_folder(folder: &Path) -> Result<(), Error> {
    create_folder(folder, Readers::Owner)
        .map_err(|error| Error::new(folder, format!("cannot be created: {error}")))?;
    for folder in folder.parent().into_iter().chain([folder]) {
        make_private(folder);
        sweep(folder);
    }
    Ok(())
}

fn all_name(edition: Edition, piece: Option<&str>) -> String {
    let edition =
        if edition == Edition::Screen { String::new() } else { format!(".{}", edition.name()) };
    let piece = piece.map(|piece| format!(".{piece}")).unwrap_or_default();
    format!("all{piece}{edition}.pdf")
}

fn by_piece(certificates: Vec<Certificate>) -> BTreeMap<String, Vec<Certificate>> {
    let mut groups: BTreeMap<String, Vec<Certificate>> = BTreeMap::new();
    for certificate in certificates {
        groups.entry(piece(&certificate).to_owned()).or_default().push(certificate);
    }
    groups
}

/// The positions of a share. All shares together are the whole; their sizes differ by one at most.
fn share(total: usize, share: Option<(usize, usize)>) -> Range<usize> {
    share.map_or(0..total, |(part, of)| total * (part - 1) / of..total * part / of)
}

/// Returns certificates with what was kept of them as they were printed.
fn people(
    settings: &mut KeptSettings<'_>,
    certificates: Vec<Certificate>,
    printed: &mut HashMap<String, Printed>,
    key: &Arc<PrivateKey>,
) -> Result<Arc<People>, Error> {
    let mut indexes: HashMap<String, usize> = HashMap::new();
    let mut people = People { list: Vec::new(), settings: Vec::new(), key: Arc::clone(key) };
    for certificate in certificates {
        let Printed { setting, face, .. } = printed.remove(&certificate.number).unwrap_or_default();
        let hash = setting.unwrap_or_default();
        let kept = settings.get(&hash)?;
        let claims = claims(&certificate, &kept.setting);
        let setting = *indexes.entry(hash).or_insert_with(|| {
            people.settings.push(kept);
            people.settings.len() - 1
        });
        let face = Arc::new(face.unwrap_or_default());
        people.list.push(Person { certificate, setting, face, claims });
    }
    Ok(Arc::new(people))
}
