//! The codes of findings: what each means and what to do, published by `peerpress explain`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// What kind of fault a finding is about. Each has a fixture in `tests/faults/` that provokes it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$variant,)+];

            /// The name that messages and `--format json` show.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)+ }
            }

            /// When it occurs and what to do: the code's published explanation.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc, "\n",)+),)+ }
            }
        }
    };
}

codes! {
    /// The file is not UTF-8 text. Save it as UTF-8: editors offer it under "Save with encoding".
    Encoding = "encoding", Error;
    /// The file starts with a byte order mark. It is read all the same; other programs may stumble. Save it as "UTF-8", not "UTF-8 with BOM".
    ByteOrderMark = "byte-order-mark", Warning;
    /// The file is far larger than facts typed by people. Something else was saved under this name.
    TooLarge = "too-large", Error;
    /// Lists and objects nest deeper than any data file needs.
    TooDeep = "too-deep", Error;
    /// The file is not JSON: a comma, quote or bracket is missing or left over near the place shown.
    Syntax = "syntax", Error;
    /// A data file, or a file that the data names, is not in the project.
    MissingFile = "missing-file", Error;
    /// A path leaves the project's folder. Copy the file into the project and name it there.
    PathOutside = "path-outside", Error;
    /// One object gives the same field twice; only one of them can be meant.
    DuplicateField = "duplicate-field", Error;
    /// A value has the wrong type, such as a number where text is expected.
    WrongType = "wrong-type", Error;
    /// A field that must be there is not.
    MissingField = "missing-field", Error;
    /// A field that no one reads, most often a slip in its name.
    UnknownField = "unknown-field", Error;
    /// A value of the right type that does not have the right form, such as an id with spaces.
    BadValue = "bad-value", Error;
    /// A date that is not in the calendar.
    ImpossibleDate = "impossible-date", Error;
    /// Something ends before it starts, or happens in the wrong order.
    EndBeforeStart = "end-before-start", Error;
    /// Two things of one kind have the same id.
    DuplicateId = "duplicate-id", Error;
    /// An id that names nothing.
    UnknownReference = "unknown-reference", Error;
    /// A text lacks a language of the program. Pieces that print it are not made in any language until it is there.
    Untranslated = "untranslated", Error;
    /// A text is the same, word for word, in two languages: most often it was copied and not translated.
    SameText = "same-text", Warning;
    /// A contact field still holds a placeholder: the `example.org` domain or a 555-01xx number.
    Placeholder = "placeholder", Warning;
    /// A session that the pieces show as upcoming has begun by this computer's date. Build with `--as-of`.
    StaleDate = "stale-date", Warning;
    /// A template's `template.json` asks for something that Peerpress does not know.
    BadTemplate = "bad-template", Error;
    /// A piece lacks a wording, list or picture that its template asks for.
    MissingText = "missing-text", Error;
    /// A piece gives a wording, list or picture that its template does not use.
    UnusedText = "unused-text", Warning;
    /// A template stopped while it was drawing a piece.
    TemplateFailed = "template-failed", Error;
    /// A template warned while it was drawing a piece.
    TemplateWarning = "template-warning", Warning;
    /// A template did not come to an end in the time allowed (`--timeout`).
    TemplateEndless = "template-endless", Error;
    /// A font file cannot be read as a font.
    BrokenFont = "broken-font", Warning;
    /// There is no font at all: nothing can be set.
    NoFonts = "no-fonts", Error;
    /// No font of the project has a character of the text: it would print as an empty box.
    MissingGlyph = "missing-glyph", Error;
    /// Overset: a text is too long for its place.
    Overset = "overset", Error;
    /// Text stands nearer to the edge of the page than the template's safe area allows; a trim may cut it.
    OutsideSafeArea = "outside-safe-area", Error;
    /// Two texts lie on each other.
    TextOverlap = "text-overlap", Error;
    /// Text is too close in colour to what it stands on (WCAG 2.1 AA: 4.5 to 1, or 3 to 1 from 18 pt).
    LowContrast = "low-contrast", Error;
    /// Text is smaller than anyone should have to read.
    SmallText = "small-text", Error;
    /// Large print that does not keep the guidelines: 18 pt and up, headings 22 pt and up, lines 1.15 apart, no italics, nothing behind the text.
    LargePrint = "large-print", Error;
    /// The piece has more or fewer pages than its template says.
    PageCount = "page-count", Error;
    /// A page has not the trim size that the template says.
    PageSize = "page-size", Error;
    /// Headings do not start at level 1, skip a level, or there are several of level 1.
    HeadingOrder = "heading-order", Error;
    /// A {blank} of a pattern was printed as it stands: its name is not one that is filled there.
    UnfilledBlank = "unfilled-blank", Error;
    /// A text stands only where screen readers do not read: in a header, a footer, the background or an artifact.
    UnspokenText = "unspoken-text", Error;
    /// The ICC profile that a vendor's entry names cannot be used for a press.
    BadProfile = "bad-profile", Error;
    /// A print shop's entry in data/vendors.json asks for what cannot be made: too wide a bleed, another standard, a file name that is none.
    BadVendor = "bad-vendor", Error;
    /// A finished file would not be accepted by a print shop (PDF/X-4).
    NotPressReady = "not-press-ready", Error;
    /// A pack for a print shop was refused: something in it is not fit to be printed. `--draft` packs it all the same and marks the job ticket.
    NotPacked = "not-packed", Error;
    /// The document's title or language is missing or not that of the job.
    DocumentInfo = "document-info", Error;
    /// The finished file would not be accessible (PDF/UA-1) or durable (PDF/A-2a).
    NotAccessible = "not-accessible", Error;
    /// A picture cannot be used: it is damaged, moves, is far too large or of a kind that cannot be printed.
    BadPicture = "bad-picture", Error;
    /// A picture has too few pixels for its size on paper: the print shop wants more for each inch (`min_image_dpi` in `data/vendors.json`).
    LowResolution = "low-resolution", Error;
    /// A picture has so few pixels for its place that people will see them, even on a screen: fewer than 110 for each inch.
    CoarsePicture = "coarse-picture", Warning;
    /// The roster is not a list that can be read: a renamed PDF, a workbook with a password, a file cut short or far too large.
    RosterFile = "roster-file", Error;
    /// The roster is not saved as Unicode, so its letters with accents are a guess. Save it as "CSV UTF-8" or as a workbook.
    RosterEncoding = "roster-encoding", Warning;
    /// Which column of the roster holds what cannot be told: no header row, two columns of one meaning, merged cells, a column without a name.
    RosterHeader = "roster-header", Error;
    /// Several sheets of the workbook hold a list; the first one is read. `--sheet` names another.
    RosterSheet = "roster-sheet", Warning;
    /// The workbook hides rows, by hand or by a filter. They are read like the others.
    RosterHidden = "roster-hidden", Warning;
    /// A row has more cells than the header has columns: most often a comma in a name that is not in quotes.
    RosterRow = "roster-row", Error;
    /// A formula of the spreadsheet gives an error, such as #REF!, where a name or hours should be.
    RosterCell = "roster-cell", Error;
    /// A row has no name, or what stands for it is none, such as a number.
    RosterName = "roster-name", Error;
    /// A name that looks like a formula, has no letter, or has only its first or last part. It is kept as it is.
    RosterOddName = "roster-odd-name", Warning;
    /// Most names of a column have a comma in them, as in `Last, First`, but its header does not say so. They are kept as they are.
    RosterOrder = "roster-order", Warning;
    /// A text has characters in it that no one can see: a line break, a control character, a mark that turns the direction of writing.
    RosterControl = "roster-control", Error;
    /// Letters were lost or garbled when the file was saved with one encoding and opened with another, as in `NÃºÃ±ez`.
    RosterGarbled = "roster-garbled", Error;
    /// A cell has spaces before or after its text, or several in a row. They are taken away.
    RosterSpaces = "roster-spaces", Warning;
    /// A name is written in capitals only. It is kept as it is.
    RosterCapitals = "roster-capitals", Warning;
    /// A name does not fit the certificate, at the smallest size that its template allows.
    RosterLong = "roster-long", Error;
    /// No font of the project has a character of a name: it would print as an empty box.
    RosterGlyph = "roster-glyph", Error;
    /// An e-mail address that is none, or several in one cell.
    RosterEmail = "roster-email", Error;
    /// Hours that are missing, are no number, are more than the training has or less than completion needs, or fall between the steps of partial credit.
    RosterHours = "roster-hours", Error;
    /// A row has no id though the others have: a certificate could not be told to be this person's again.
    RosterId = "roster-id", Error;
    /// A language in the roster that is none of the program's.
    RosterLanguage = "roster-language", Error;
    /// The same person is in the roster twice: by id, or by name and e-mail address.
    RosterTwice = "roster-twice", Error;
    /// Two names that differ little and share an e-mail address: most often one person, spelled in two ways.
    RosterNearName = "roster-near-name", Warning;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Code::ALL
            .iter()
            .find(|code| code.name() == name)
            .copied()
            .ok_or_else(|| serde::de::Error::custom("an unknown code"))
    }
}
