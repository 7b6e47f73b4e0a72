//! Partners: the jobs of a piece that they hand out, and their contact in place of the program's.

use serde_json::{Value, json};

use super::facts::Facts;
use super::selection::{PartnerChoice, Selection};
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::need::Fields;
use crate::content::partners::{Partner, matches};
use crate::content::pieces::Piece;
use crate::error::Error;
use crate::nearest;

/// The fields of a contact that are those of the partner.
const WAYS: [&str; 10] =
    ["phone", "text", "text_word", "tty", "fax", "email", "web", "address", "hours", "place"];

/// Where the data has a partner.
fn pointer(index: usize) -> String {
    format!("/partners/{index}")
}

/// The versions of a piece that are selected: that of the program, and those of partners.
pub(super) fn selected(
    content: &Content,
    piece: &Piece,
    selection: &Selection,
) -> Vec<Option<usize>> {
    match &selection.partners {
        PartnerChoice::All => {
            let all = of_piece(content, piece, |_| true);
            [None].into_iter().chain(all.map(Some)).collect()
        }
        PartnerChoice::None => vec![None],
        PartnerChoice::Named(patterns) => {
            let is_named = |id: &str| patterns.iter().any(|pattern| matches(pattern, id));
            of_piece(content, piece, is_named).map(Some).collect()
        }
    }
}

/// The versions of a piece that a file can be of, by the ID of what it is about.
pub(super) fn possible(
    content: &Content,
    piece: &Piece,
    subject_id: Option<&str>,
) -> Vec<Option<usize>> {
    let last = subject_id.and_then(|id| id.rsplit('.').next());
    let of_partner = of_piece(content, piece, |id| Some(id) == last);
    [None].into_iter().chain(of_partner.map(Some)).collect()
}

/// The indices of the partners that hand out a piece, of those whose IDs are wanted.
fn of_piece(
    content: &Content,
    piece: &Piece,
    is_wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = usize> {
    let template = content.templates.get(piece.template.as_str());
    let has_piece = move |partner: &Partner| {
        template.is_some_and(|template| partner.has_piece(piece, template))
    };
    let all = content.partners.partners.iter().enumerate();
    all.filter(move |(_, partner)| is_wanted(partner.id.as_str()) && has_piece(partner))
        .map(|(index, _)| index)
}

/// Checks that each partner that is named exists.
///
/// # Errors
/// If one does not.
pub(super) fn require_partners(content: &Content, selection: &Selection) -> Result<(), Error> {
    let PartnerChoice::Named(patterns) = &selection.partners else { return Ok(()) };
    let known = || content.partners.partners.iter().map(|partner| partner.id.as_str());
    match patterns.iter().find(|pattern| !known().any(|id| matches(pattern, id))) {
        None => Ok(()),
        Some(pattern) => {
            let error = Error::usage(format!("`data/partners.json` has no partner `{pattern}`"));
            Err(error.hint(nearest::hint(pattern, known())))
        }
    }
}

/// Says which of the partners that are named have none of the languages that are named: nothing is
/// made for them.
pub(super) fn without_language(
    content: &Content,
    selection: &Selection,
    languages: &[String],
) -> Vec<String> {
    let PartnerChoice::Named(patterns) = &selection.partners else { return Vec::new() };
    if selection.languages.is_empty() {
        return Vec::new();
    }
    let partners = content.partners.partners.iter().filter(|partner| {
        patterns.iter().any(|pattern| matches(pattern, partner.id.as_str()))
            && !languages.iter().any(|lang| partner.has_language(lang))
    });
    let say = |partner: &Partner| {
        let own = partner.languages.iter().flatten().map(|lang| format!("`{}`", lang.0));
        let own = own.collect::<Vec<_>>().join(", ");
        format!("nothing is made for `{}`: the partner has only {own}", partner.id)
    };
    partners.map(say).collect()
}

impl Facts<'_> {
    /// What `/job.json` says of the partner: `{ id, name, area }`; `None` without a partner.
    pub(super) fn partner(&mut self) -> Option<Value> {
        let at = pointer(self.partner?);
        // All of it is read, also whether it is a sample.
        self.record_read(DataFile::Partners.path(), &at);
        let fields = Fields::Only(vec!["id", "name", "area"]);
        Some(self.project(DataFile::Partners, &at, &fields))
    }

    /// The contact of the partner for a role, with the fields that a template uses. `program` is
    /// the place of the contact of the program, whose web page it has if it has none of its own.
    pub(super) fn partner_contact(
        &mut self,
        role: &str,
        program: Option<&str>,
        fields: &Fields<'_>,
    ) -> Value {
        let Some(index) = self.partner else { return Value::Null };
        let at = pointer(index);
        let ways: Vec<&str> = match fields {
            Fields::All => WAYS.to_vec(),
            Fields::Only(paths) => {
                let is_way =
                    |path: &&&str| WAYS.contains(&path.split('.').next().unwrap_or_default());
                paths.iter().filter(is_way).copied().collect()
            }
        };
        let mut contact = self.project(DataFile::Partners, &at, &Fields::Only(ways));
        if contact["web"].is_null()
            && let Some(web) = fields.below("web")
            && let Some(program) = program
        {
            contact["web"] = self.program_web(program, &web);
        }
        if fields.below("role").is_some() {
            contact["role"] = json!(role);
        }
        if fields.below("label").is_some() {
            contact["label"] =
                self.project(DataFile::Partners, &format!("{at}/name"), &Fields::All);
        }
        contact
    }
}
