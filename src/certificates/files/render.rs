//! The files of a session's certificates, created from the ledger: a PDF for each, one of all pages
//! for the printer, and lists for sending them. Creating them again gives the same bytes.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::super::issue::CertificateContext;
use super::super::ledger::{Certificate, Printed};
use super::super::proof::credential::{self, Claims};
use super::super::proof::keys::{self, PrivateKey};
use super::super::proof::page;
use super::super::setting::{KeptSetting, KeptSettings, claims};
use super::batch::{BatchTypesetter, Made, Order, Recipients, file_name};
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
    fn sheet(&self, place: usize) -> usize {
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
        for edition in &making.editions {
            let vendor = making.vendor.as_deref();
            let sheet = |kept| settings.sheet(kept, *edition, vendor);
            let sheets = people.settings.iter().map(sheet).collect::<Result<_, _>>()?;
            let (project, content) = (&context.project, &context.content);
            let typesetter = BatchTypesetter::new(project, content, sheets, report);
            let Some(typesetter) = typesetter.map(Arc::new) else {
                made.is_complete = false;
                continue;
            };
            let order = Order {
                places: range.clone(),
                folder: (*edition == Edition::Screen && making.files != Files::All)
                    .then(|| folder.clone()),
                all: (making.share.is_none() && making.files != Files::Single)
                    .then(|| folder.join(all_name(*edition, several.then_some(piece.as_str())))),
                title: format!("{} ({})", typesetter.title(), making.session),
                jobs: making.jobs,
            };
            let recipients: Arc<dyn Recipients> = Arc::clone(&people) as Arc<dyn Recipients>;
            let show = |count| progress(done + count, all);
            let batches = typesetter.run(&recipients, &order, report, show);
            made.is_complete &= batches.is_complete;
            made.unwritten.extend(batches.unwritten);
            done += range.len();
        }
        if making.share.is_none() {
            let made_now = people.list.iter().map(|one| &one.certificate);
            let others = listed.take(&piece, &pieces);
            let certificates: Vec<_> = made_now.chain(&others).collect();
            let piece = several.then_some(piece.as_str());
            made.unwritten.extend(lists::write_of_piece(
                &folder,
                &certificates,
                &dispatches,
                piece,
            ));
        }
    }
    if making.share.is_none() {
        made.unwritten.extend(tidy::remove_other_pieces(&folder, &pieces).failures);
    }
    let (certificates, unkept) = (places.len(), listed.number);
    Ok(SessionFiles { certificates, total, lost, unkept, made })
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
fn share(total: usize, share: Option<(usize, usize)>) -> std::ops::Range<usize> {
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
