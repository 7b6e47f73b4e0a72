//! A batch of pages as a part of the file of all pages.

use std::sync::{Arc, Mutex, PoisonError};

use lopdf::Document;
use typst_layout::{Page, PagedDocument};

use super::setup::{Setup, unless_broken, unless_refused};
use crate::diagnostic::Report;
use crate::finish::common::{self, Divided};
use crate::finish::seal::{self, PageStatement};
use crate::finish::underlay::Underlay;
use crate::finish::{self, pages, screen};
use crate::pdf::PlacedText;
use crate::plan::Recipient;

/// What the pages of a batch have in common, as a form.
struct CommonPart {
    page: Page,
    underlay: Underlay,
    texts: Vec<PlacedText>,
}

/// The common part of the last batch: most batches have the same.
#[derive(Default)]
pub(super) struct CommonStore(Mutex<Option<Arc<CommonPart>>>);

impl CommonStore {
    fn known(&self, page: &Page) -> Option<Arc<CommonPart>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|last| common::is_same(&last.page, page)).map(Arc::clone)
    }

    fn keep(&self, part: &Arc<CommonPart>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(part));
    }
}

/// A part of the file for screens.
pub(super) struct ScreenPart<'a> {
    pub(super) setup: &'a Setup,
    pub(super) people: &'a [Recipient],
    /// Whether the file has pages in several languages.
    pub(super) has_languages: bool,
    /// Signs the page at a position.
    pub(super) sign: &'a dyn Fn(usize, &PageStatement) -> Vec<u8>,
}

impl ScreenPart<'_> {
    /// Exports pages, each with the drawing of its code. `None` if the report says why not.
    pub(super) fn make(
        &self,
        document: &PagedDocument,
        codes: Vec<Vec<u8>>,
        report: &mut Report,
    ) -> Option<Document> {
        let divided = common::divide(document);
        let (rest, common) = match &divided {
            Some(Divided { common, rest }) => (rest, Some(self.common(common, report)?)),
            None => (document, None),
        };
        let mut pdf = self.export(rest, report)?;
        if self.has_languages {
            unless_broken(screen::forget_language(&mut pdf), report)?;
        }
        let setup = self.setup;
        let beneath: Vec<PlacedText> = setup
            .ornament_texts
            .iter()
            .chain(common.iter().flat_map(|it| &it.texts))
            .cloned()
            .collect();
        let texts = rest.pages().iter().map(|page| [beneath.clone(), seal::texts(page)].concat());
        let forms = setup.underlay.as_deref().into_iter();
        let forms: Vec<&Underlay> = forms.chain(common.as_ref().map(|it| &it.underlay)).collect();
        let links = self.people.iter().map(|person| setup.link(person));
        let sealed = pages::complete(&mut pdf, &forms, codes)
            .and_then(|()| seal::describe_all(&mut pdf, links))
            .and_then(|()| {
                seal::seal_all(&mut pdf, texts.collect(), setup.template.job.date, self.sign)
            })
            .and_then(|()| finish::compress(&mut pdf));
        unless_broken(sealed.map(|()| pdf), report)
    }

    fn export(&self, document: &PagedDocument, report: &mut Report) -> Option<Document> {
        let job = &self.setup.template.job;
        let pdf = screen::untagged(&format!("{} all", job.output()), job.date, document);
        unless_refused(&self.setup.runner, job, pdf, report)
    }

    fn common(&self, page: &Page, report: &mut Report) -> Option<Arc<CommonPart>> {
        if let Some(known) = self.setup.common.known(page) {
            return Some(known);
        }
        let document = PagedDocument::new([page.clone()].into_iter().collect(), Default::default());
        let mut pdf = self.export(&document, report)?;
        let underlay = finish::compress(&mut pdf).and_then(|()| Underlay::common(&pdf));
        let underlay = unless_broken(underlay, report)?;
        let part = Arc::new(CommonPart { page: page.clone(), underlay, texts: seal::texts(page) });
        self.setup.common.keep(&part);
        Some(part)
    }
}
