//! What is public: the languages, the pieces with their files, and the sessions. Everything that
//! the pages show comes from here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::Serialize;
use serde_json::Value;
use url::Url;
use usvg::Tree;

use super::SiteOrder;
use super::pictures::{self, Pictures};
use super::render;
use crate::certificates::proof::keys::PUBLIC_FILE;
use crate::certificates::proof::status::STATUS_FILE;
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::pieces::Piece;
use crate::content::text::Text;
use crate::content::trainings::Session;
use crate::pipeline::{CollectedJob, OutputRow};
use crate::plan::{self, Job, MissingText, SiteFacts};
use crate::project::Project;

/// The address of the website in `data/program.json`.
pub(super) fn own_address(content: &Content) -> Option<Url> {
    Url::parse(&content.program.site_address()?).ok()
}

/// The editions that readers can download.
pub(super) const EDITIONS: [Edition; 3] = [Edition::Screen, Edition::LargePrint, Edition::Office];

/// The pieces that are marked as public.
pub(super) fn public_pieces(content: &Content) -> impl Iterator<Item = &Piece> {
    content.pieces.pieces.iter().filter(|piece| {
        let template = content.templates.get(piece.template.as_str());
        piece.public && template.is_none_or(|template| piece.can_be_public(template))
    })
}

/// The website.
pub(super) struct Site<'a> {
    pub(super) content: &'a Content,
    /// The published languages, the first of the program first.
    pub(super) languages: Vec<SiteLanguage>,
    /// The versions of pieces, in the order of the data.
    pub(super) versions: Vec<Version>,
    /// The files to download, by their paths.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The pictures of the versions.
    pub(super) pictures: Pictures,
    /// Remarks, such as which pieces are left out.
    pub(super) notes: Vec<String>,
    /// The address of the website, with a slash at the end.
    pub(super) base_url: Option<Url>,
    /// Whether samples are shown.
    pub(super) draft: bool,
    /// The paths of the faces, which pages load early.
    pub(super) faces: Vec<String>,
    /// Whether the project has the keys that certificates are checked with.
    pub(super) has_keys: bool,
    /// Whether the project has a list of revoked certificates.
    pub(super) has_list: bool,
    /// The logo of the brand.
    pub(super) logo: Option<Logo<'a>>,
}

/// The logo of the brand.
pub(super) struct Logo<'a> {
    /// The path in the folder of the website.
    pub(super) path: &'static str,
    /// What it says, in each language.
    pub(super) alt: &'a Text,
    /// The width and the height, in pixels.
    pub(super) size: [u32; 2],
    pub(super) file: Vec<u8>,
}

/// A language of the website.
pub(super) struct SiteLanguage {
    pub(super) tag: String,
    /// The name of the language in that language.
    pub(super) name: String,
    /// `ltr` or `rtl`.
    pub(super) dir: String,
    /// The facts in the shape of `/job.json`.
    pub(super) data: Value,
    /// What the language does not have.
    pub(super) untranslated: Vec<MissingText>,
}

/// A piece in one language, about one subject, as the program or a partner hands it out.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Version {
    /// The ID of the piece.
    pub(super) piece: String,
    pub(super) lang: String,
    /// The start of the names of its files, such as `flyer-session.2027-02-bismarck`.
    pub(super) stem: String,
    /// The title of the document.
    pub(super) title: String,
    /// The description of the document.
    pub(super) about: String,
    /// The session that it is about: its ID.
    pub(super) session: Option<String>,
    /// The partner that hands it out.
    pub(super) partner: Option<VersionPartner>,
    /// The files, in the order of [`EDITIONS`].
    pub(super) files: Vec<VersionFile>,
}

/// The partner of a version.
#[derive(Debug, Clone, Serialize)]
pub(super) struct VersionPartner {
    pub(super) id: String,
    pub(super) name: String,
    /// Whom it serves; empty if the data does not say.
    pub(super) area: String,
}

/// A file to download.
#[derive(Debug, Clone, Serialize)]
pub(super) struct VersionFile {
    pub(super) edition: Edition,
    /// The path in the folder of the website.
    pub(super) path: String,
    pub(super) pages: usize,
    /// The size in bytes.
    pub(super) size: usize,
}

impl<'a> Site<'a> {
    pub(super) fn new(
        project: &Project,
        content: &'a Content,
        order: &SiteOrder<'_>,
        rows: &[OutputRow],
        collected: &[CollectedJob],
    ) -> Self {
        let template = render::site_template(project, content);
        let as_of = order.as_of.unwrap_or(content.program.as_of.0);
        let published = content.program.languages.iter().filter(|lang| lang.is_published());
        let languages = published.map(|lang| {
            let facts = plan::site_facts(content, &template, &lang.tag, as_of);
            SiteLanguage::new(content, &lang.tag, facts, order.draft)
        });
        let mut site = Self {
            content,
            languages: languages.collect(),
            versions: Vec::new(),
            files: BTreeMap::new(),
            pictures: Pictures::default(),
            notes: Vec::new(),
            base_url: order.base_url.clone().or_else(|| own_address(content)),
            draft: order.draft,
            faces: Vec::new(),
            has_keys: project.path(PUBLIC_FILE).exists(),
            has_list: project.path(STATUS_FILE).exists(),
            logo: Logo::read(project, content),
        };
        let pages: BTreeMap<&str, usize> =
            rows.iter().filter_map(|row| Some((row.output.as_deref()?, row.pages?))).collect();
        let mut samples: Vec<&Job> = Vec::new();
        for one in collected {
            if !order.draft && !plan::samples::marks(content, &one.job).is_empty() {
                samples.push(&one.job);
                continue;
            }
            site.add(one, &pages);
        }
        site.sort();
        site.notes.extend(site.note_samples(&samples));
        site
    }

    /// Returns a remark about samples that are not on the website: pieces of which nothing is
    /// there, versions, and files.
    fn note_samples(&self, samples: &[&Job]) -> Option<String> {
        let name = |job: &&Job| {
            let stem = job.stem();
            let of_piece = || self.versions.iter().filter(|it| it.piece == job.piece);
            if of_piece().next().is_none() {
                format!("`{}`", job.piece)
            } else if of_piece().all(|it| it.stem != stem) {
                format!("`{stem}`")
            } else {
                format!("`{stem}` ({}, {})", job.edition, job.lang)
            }
        };
        let names: BTreeSet<String> = samples.iter().map(name).collect();
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then(|| {
            format!(
                "what the data marks as a sample is not on the website: {names}; `--draft` shows it"
            )
        })
    }

    /// Adds the file of a job to its version.
    fn add(&mut self, one: &CollectedJob, pages: &BTreeMap<&str, usize>) {
        let (job, output) = (&one.job, one.job.output());
        let Some(bytes) = one.files.get(&output) else { return };
        let file = VersionFile {
            edition: job.edition,
            path: format!("files/{output}"),
            pages: pages.get(output.as_str()).copied().unwrap_or_default(),
            size: bytes.len(),
        };
        self.files.insert(file.path.clone(), bytes.clone());
        let is_own = |it: &&mut Version| it.stem == job.stem() && it.lang == job.lang;
        match self.versions.iter_mut().find(is_own) {
            Some(version) => version.files.push(file),
            None => self.versions.push(Version { files: vec![file], ..Version::of(job) }),
        }
    }

    /// Puts the versions into the order of the data: those of the program before those of partners.
    fn sort(&mut self) {
        let pieces = &self.content.pieces.pieces;
        let place = |id: &str| pieces.iter().position(|piece| piece.id.as_str() == id);
        self.versions.sort_by_cached_key(|it| {
            (place(&it.piece), it.partner.is_some(), it.session.clone(), it.stem.clone())
        });
        for version in &mut self.versions {
            let order = |file: &VersionFile| EDITIONS.iter().position(|it| *it == file.edition);
            version.files.sort_by_key(order);
        }
    }

    /// The session with an ID.
    pub(super) fn session(&self, id: &str) -> Option<&Session> {
        self.content.trainings.sessions.iter().find(|session| session.id.as_str() == id)
    }

    /// The versions in a language.
    pub(super) fn versions_in(&self, lang: &str) -> impl Iterator<Item = &Version> {
        self.versions.iter().filter(move |version| version.lang == lang)
    }
}

impl<'a> Logo<'a> {
    /// Reads the file that suits a page best. `None` if the brand has none that can be shown.
    fn read(project: &Project, content: &'a Content) -> Option<Self> {
        let logo = content.brand.logo.as_ref()?;
        let files = [&logo.files.wide, &logo.files.square, &logo.files.one_color, &logo.file];
        let name = files.into_iter().flatten().next()?;
        let file = fs::read(project.resolve(name).ok()?).ok()?;
        let (path, size) = if name.to_lowercase().ends_with(".svg") {
            let size = Tree::from_data(&file, &usvg::Options::default()).ok()?.size().to_int_size();
            ("logo.svg", [size.width(), size.height()])
        } else {
            ("logo.png", pictures::size_of(&file)?)
        };
        Some(Self { path, alt: &logo.alt, size, file })
    }
}

impl Version {
    fn of(job: &Job) -> Self {
        let text = |pointer: &str| job.data.pointer(pointer).and_then(Value::as_str);
        let own = |pointer: &str| text(pointer).unwrap_or_default().to_owned();
        let partner = text("/partner/id").map(|id| VersionPartner {
            id: id.to_owned(),
            name: own("/partner/name"),
            area: own("/partner/area"),
        });
        Self {
            piece: job.piece.clone(),
            lang: job.lang.clone(),
            stem: job.stem(),
            title: own("/piece/title"),
            about: own("/piece/about"),
            session: text("/session/id").map(str::to_owned),
            partner,
            files: Vec::new(),
        }
    }

    /// The path of its page in the folder of its language.
    pub(super) fn place(&self) -> String {
        format!("materials/{}.html", self.stem)
    }
}

impl SiteLanguage {
    /// The sessions to come, in the shape of `/job.json`.
    pub(super) fn sessions(&self) -> &[Value] {
        self.data["sessions"].as_array().map_or(&[], Vec::as_slice)
    }

    /// A phrase of `data/wording.json`.
    pub(super) fn phrase(&self, name: &str) -> String {
        self.data["words"][name].as_str().unwrap_or_default().to_owned()
    }

    /// Whether the project's templates link to the parts of a list. Those of an earlier version of
    /// Peerpress do not ask for the phrase.
    pub(super) fn has_parts(&self) -> bool {
        self.data["words"].get("site-parts").is_some()
    }

    /// Whether the data says how to become certified.
    pub(super) fn has_certification(&self) -> bool {
        let certification = &self.data["certification"];
        ["steps", "faqs"]
            .iter()
            .any(|list| certification[*list].as_array().is_some_and(|it| !it.is_empty()))
    }

    fn new(content: &Content, tag: &str, facts: SiteFacts, draft: bool) -> Self {
        let SiteFacts { mut data, untranslated } = facts;
        let is_sample = |it: &Value| it["sample"] == Value::Bool(true);
        for list in ["sessions", "trainings"] {
            if let Some(list) = data.get_mut(list).and_then(Value::as_array_mut) {
                list.retain(|it| draft || !is_sample(it));
            }
        }
        let name = content.wording.locales.get(tag).map(|locale| locale.name.clone());
        let dir = data["dir"].as_str().unwrap_or("ltr").to_owned();
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| tag.to_owned());
        Self { tag: tag.to_owned(), name, dir, data, untranslated }
    }
}
