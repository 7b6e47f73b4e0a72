//! The list of codes: one for each rule, with the explanation that `peerpress explain` prints.
//!
//! An explanation says what is wrong, why it matters and what to do. To add a code, add it here.

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::Severity;

codes! {
    /// The file is not UTF-8 text, so accented letters would come out wrong. Save it as UTF-8; most
    /// editors offer this under "Save with encoding".
    Encoding = "encoding", Error;
    /// The file starts with a byte order mark. Peerpress ignores it, but other programs may not.
    /// Save the file as "UTF-8", not as "UTF-8 with BOM".
    ByteOrderMark = "byte-order-mark", Warning;
    /// The file is much larger than a data file should be. Something else was probably saved under
    /// this name. Restore the data file.
    TooLarge = "too-large", Error;
    /// Lists and objects are nested more deeply than in any data file. Something else was probably
    /// saved under this name. Restore the data file.
    TooDeep = "too-deep", Error;
    /// The file is not valid JSON, so none of it can be used. A comma, a quote or a bracket is
    /// missing or left over at the place shown or just before it.
    Syntax = "syntax", Error;
    /// A data file, or a file that the data names, is not in the project. Copy it into the project,
    /// or correct the path that names it.
    MissingFile = "missing-file", Error;
    /// A path leads outside the project folder. Peerpress reads only files inside the project, so
    /// that it builds the same way on every computer. Copy the file into the project and use that
    /// path.
    PathOutside = "path-outside", Error;
    /// An object has the same field twice, and Peerpress cannot tell which value you mean. Delete
    /// one of them.
    DuplicateField = "duplicate-field", Error;
    /// A value has the wrong type, such as a number where text is expected. Write the value as the
    /// hint shows.
    WrongType = "wrong-type", Error;
    /// A required field is missing. Add it; the hint says what it contains.
    MissingField = "missing-field", Error;
    /// Peerpress does not recognize this field, so its value would not appear in any piece. Usually
    /// the name is misspelled. Correct it, or delete the field.
    UnknownField = "unknown-field", Error;
    /// A value has the right type but not the right form, such as an ID with spaces. Write it in
    /// the form that the hint shows.
    BadValue = "bad-value", Error;
    /// The date does not exist, such as February 30. Check it against a calendar.
    ImpossibleDate = "impossible-date", Error;
    /// Something ends before it starts, or events are in the wrong order. Correct one of the two
    /// dates or times.
    EndBeforeStart = "end-before-start", Error;
    /// Two entries have the same ID, so a reference to it could mean either one. Change one of the
    /// IDs, and the references to it.
    DuplicateId = "duplicate-id", Error;
    /// An ID refers to an entry that does not exist. Correct the ID, or add the entry.
    UnknownReference = "unknown-reference", Error;
    /// A translation is missing. Peerpress never substitutes another language, so pieces that use
    /// the text are not built. Add the translation.
    Untranslated = "untranslated", Error;
    /// Two translations are identical. The text was probably copied and not translated. Translate
    /// it, or write it as a plain string if it is the same in every language, such as a name.
    SameText = "same-text", Warning;
    /// A whole sentence is in capital letters. It reads as shouting, it is harder to read, and
    /// screen readers may spell it letter by letter. Write it in sentence case. Acronyms, names,
    /// and labels of up to three words may stay in capitals.
    AllCapitals = "all-capitals", Warning;
    /// A contact field still contains a sample value: an example.org address or a 555-01xx phone
    /// number. Readers could not reach the program. Enter the real address or number.
    Placeholder = "placeholder", Warning;
    /// A session that the pieces announce as upcoming has already begun, by this computer's date.
    /// Build with `--as-of today`, or set `as_of` in `data/program.json`.
    StaleDate = "stale-date", Warning;
    /// A template's `template.json` asks for something that Peerpress does not offer. Correct it;
    /// the hint lists what is available.
    BadTemplate = "bad-template", Error;
    /// The template needs text, a list, or a picture that the piece does not have. Add it to the
    /// piece in `data/pieces.json`.
    MissingText = "missing-text", Error;
    /// A piece has text, a list, or a picture that its template does not print. Readers will not
    /// see it. Delete it, or correct its name.
    UnusedText = "unused-text", Warning;
    /// The template failed while it was drawing a piece, so the piece was not built. The message
    /// comes from Typst; the place shown is in the template.
    TemplateFailed = "template-failed", Error;
    /// The template reads a file that it must not read, so the piece was not built. A template can
    /// read its own folder, `templates/shared`, the fonts, the pictures that its piece names, and
    /// `/job.json`: nothing else, so that no key, no roster, and no record of certificates can get
    /// into a piece. Name the picture in the piece, or ask for the fact in `template.json`.
    TemplateAccess = "template-access", Error;
    /// Typst printed a warning while the template was drawing a piece. The piece is built; check
    /// it.
    TemplateWarning = "template-warning", Warning;
    /// The template did not finish within the time limit. It may contain an infinite loop. Correct
    /// the template, or allow more time with `--timeout`.
    TemplateEndless = "template-endless", Error;
    /// The template needed so much memory that Peerpress stopped it, and built the other pieces
    /// without it. Usually a loop adds to a list or a page without an end, a number is much too
    /// large, or content contains itself. Correct the template.
    TemplateMemory = "template-memory", Error;
    /// A file in `fonts/` is not a font that can be read. Pieces that need it may print in another
    /// font. Replace it with a fresh copy.
    BrokenFont = "broken-font", Warning;
    /// The project has no fonts, so no text can be set. Add at least one font file to `fonts/`.
    NoFonts = "no-fonts", Error;
    /// No font of the project has a character of the text, so it would print as an empty box. Add a
    /// font that has it to `fonts/`, or remove the character.
    MissingGlyph = "missing-glyph", Error;
    /// Text is too long for its region, and the overflow would run over other text or be cut off.
    /// Shorten the text, or give it more room in the template.
    Overset = "overset", Error;
    /// Text is closer to the edge of the page than the template's safe area allows. A trim that is
    /// slightly off would cut into it. Shorten the text, or move it in the template.
    OutsideSafeArea = "outside-safe-area", Error;
    /// Two pieces of text overlap, so neither can be read. Shorten one of them, or give them more
    /// room in the template.
    TextOverlap = "text-overlap", Error;
    /// Text has too little contrast with its background for people with low vision. WCAG 2.1 AA
    /// requires a contrast ratio of 4.5:1, or 3:1 for large text (18 pt, or bold 14 pt); large
    /// print uses 7:1. Use a darker or lighter color.
    LowContrast = "low-contrast", Error;
    /// Text is smaller than 8 pt, which many people cannot read. Shorten the text, or give it more
    /// room in the template.
    SmallText = "small-text", Error;
    /// The modules of a QR code, its small squares, are less than 0.4 mm wide as printed, so many
    /// phones cannot scan it. The longer an address, the more modules its code has. Use a shorter
    /// address, such as one of your own website that leads to the long one, or give the code more
    /// room in the template. The code of a certificate holds everything that it states, so shorter
    /// titles help there too.
    SmallCode = "small-code", Error;
    /// The large-print edition breaks a guideline of the American Council of the Blind: text of at
    /// least 18 pt, headings of at least 22 pt, lines at least 1.15 apart, no italics, nothing
    /// behind the text. Correct the template's `large.typ`.
    LargePrint = "large-print", Error;
    /// The piece has more or fewer pages than `pages` in `template.json` allows. Text is too long
    /// or missing. Shorten or add it.
    PageCount = "page-count", Error;
    /// A page does not have the trim size that `template.json` states, so the print shop would trim
    /// it wrong. Set the page size from the job's `page`.
    PageSize = "page-size", Error;
    /// Headings must start at level 1, use it once, and skip no level. People who use screen
    /// readers move through a document by its headings. Correct the levels in the template.
    HeadingOrder = "heading-order", Error;
    /// A `{placeholder}` was printed with its braces because no value has this name. Correct the
    /// name in `data/wording.json`.
    UnfilledBlank = "unfilled-blank", Error;
    /// Text appears only where screen readers skip it: in a header, a footer, a background, or an
    /// artifact. Repeat it in the body of the document.
    UnspokenText = "unspoken-text", Error;
    /// The ICC profile that `data/vendors.json` names for a print shop is not the profile of a CMYK
    /// press. Peerpress cannot convert pictures to CMYK without it. Ask the print shop for the
    /// profile of its printing condition and name the file under `profile`.
    BadProfile = "bad-profile", Error;
    /// A print shop's entry in `data/vendors.json` requires something that Peerpress cannot
    /// produce, such as a bleed that is too large, an unsupported standard, or an invalid file
    /// name. Correct the entry.
    BadVendor = "bad-vendor", Error;
    /// Peerpress could not create the file for the print shop, or cannot read it back. Rebuild it
    /// with `peerpress build --force --edition press`. If that does not help, report it as a bug.
    NotPressReady = "not-press-ready", Error;
    /// A color in a press file is neither CMYK nor a spot color. A press prints in cyan, magenta,
    /// yellow, and black; the print shop's software would convert other colors in its own way.
    /// Use a token of `templates/shared/tokens.typ`, which is CMYK in the press edition, or
    /// `cmyk(…)`.
    PressColor = "press-color", Error;
    /// A gradient in an SVG picture cannot be converted to CMYK, because it repeats, mirrors, or
    /// turns. Redraw it as a plain linear or radial gradient, or with flat colors.
    PressGradient = "press-gradient", Error;
    /// An area has more total ink than `ink_limit` in `data/vendors.json` allows (total area
    /// coverage). Too much ink does not dry and smears. Reduce the ink percentages of the color
    /// token or picture that the message names.
    PressInk = "press-ink", Error;
    /// An object overprints the objects below it instead of knocking them out, so the inks would
    /// mix. Only black ink may overprint. Remove the overprint from the picture that has it.
    PressOverprint = "press-overprint", Error;
    /// Text is smaller than `min_text` or, light on dark, smaller than `min_reversed_text` in
    /// `data/vendors.json`. Ink spread could make it unreadable. Set it larger.
    PressSmallText = "press-small-text", Error;
    /// Text is outside the safe area (`safe` in `data/vendors.json`). A trim that is slightly off
    /// would cut into it. Shorten the text, or move it away from the edge.
    PressSafeArea = "press-safe-area", Error;
    /// A press file lacks a font or a glyph that it uses. The print shop would see another font or
    /// an empty box. Add the font file to `fonts/`.
    PressFont = "press-font", Error;
    /// A line, or a shape as thin as a line, is thinner than `min_line` in `data/vendors.json`. It
    /// would break up in print. Draw it thicker.
    PressThinLine = "press-thin-line", Error;
    /// A picture in a press file has too few pixels for its printed size (`min_image_dpi` in
    /// `data/vendors.json`). It would look blurred. Use the original, or print it smaller.
    PressResolution = "press-resolution", Error;
    /// Artwork reaches the trim but does not extend to the edge of the bleed. A trim that is
    /// slightly off would show white paper. Extend the artwork past the edge of the page.
    PressBleed = "press-bleed", Error;
    /// The boxes of a page in a press file are missing, have the wrong size, or are not centered.
    /// The print shop uses them to position and trim the page. Set only the page size in the
    /// template; Peerpress adds the boxes.
    PressBoxes = "press-boxes", Error;
    /// A transparent object in a press file does not blend in CMYK. Its colors would change on the
    /// press. Use pictures without transparency, or SVG pictures with flat colors.
    PressTransparency = "press-transparency", Error;
    /// A press file does not name the printing condition of the print shop, or lacks its ICC
    /// profile. Another program changed the file; rebuild it with `peerpress build --force
    /// --edition press`.
    PressOutputIntent = "press-output-intent", Error;
    /// A press file does not identify itself as the standard that the print shop asks for (PDF/X-4,
    /// in PDF 1.6). Another program changed the file; rebuild it with `peerpress build --force
    /// --edition press`.
    PressStandard = "press-standard", Error;
    /// A press file contains what PDF/X-4 forbids: encryption, actions, JavaScript, transfer
    /// functions, PostScript, or links and notes on the printed area. Another program changed the
    /// file; rebuild it with `peerpress build --force --edition press`.
    PressForbidden = "press-forbidden", Error;
    /// The package for the print shop was not created, because something in it is not ready to
    /// print. Fix the errors, or add `--draft`, which marks the job ticket as a draft.
    NotPacked = "not-packed", Error;
    /// The document has no title, or its language is not the language of the job. Screen readers
    /// announce the title and choose their voice by the language. Set both in the template, as
    /// `shared/page.typ` does.
    DocumentInfo = "document-info", Error;
    /// The finished file would not meet the standards for accessible (PDF/UA-1) or archival
    /// (PDF/A-2a) documents. The message comes from Typst; correct the template.
    NotAccessible = "not-accessible", Error;
    /// A picture cannot be used: it is damaged, animated, far too large, or in a format that cannot
    /// be printed. Export it again as PNG, JPEG, WebP, or SVG.
    BadPicture = "bad-picture", Error;
    /// A picture has too few pixels for its printed size, so it would look blurred on paper. The
    /// print shop's minimum is `min_image_dpi` in `data/vendors.json`. Use the original picture, or
    /// print it smaller.
    LowResolution = "low-resolution", Error;
    /// A picture has fewer than 110 pixels per inch at its printed size, so people will see the
    /// pixels even on a screen. Use the original picture, or show it smaller.
    CoarsePicture = "coarse-picture", Warning;
    /// The address of the page that verifies certificates has changed in `data/program.json`, so
    /// new codes lead to another page than the ones that people already have. Both stay genuine:
    /// `data/keys.json` keeps the earlier address. Keep a page at the earlier address; if you no
    /// longer own it, remove it from `addresses` there.
    CodesMoved = "codes-moved", Warning;
    /// The roster is not a list that Peerpress can read: it is a renamed PDF, a workbook with a
    /// password, a damaged file, or far too large. Open the file in a spreadsheet program and save
    /// it as XLSX or "CSV UTF-8".
    RosterFile = "roster-file", Error;
    /// The roster is not Unicode text. Peerpress read it in the encoding whose letters fit the
    /// names best, and shows some of them. If they are wrong, add `--encoding NAME`, or save the
    /// roster as "CSV UTF-8" or as a workbook.
    RosterEncoding = "roster-encoding", Warning;
    /// The roster is not Unicode text, and the letters of its names fit two encodings about as
    /// well, or none. Choose one with `--encoding NAME`, or save the roster as "CSV UTF-8" or as a
    /// workbook.
    RosterUnclearEncoding = "roster-unclear-encoding", Error;
    /// The columns of the roster are unclear: there is no header row, two columns have the same
    /// meaning, or cells of the header are merged or empty. Name the columns with `--column`.
    RosterHeader = "roster-header", Error;
    /// Several sheets of the workbook contain a list, and Peerpress read the first one. Name
    /// another sheet with `--sheet`.
    RosterSheet = "roster-sheet", Error;
    /// The workbook has rows or columns that were hidden by hand or by a filter. A list that looks
    /// right can hold people who should get no certificate. Add `--hidden skip` to leave them out
    /// or `--hidden include` to read them.
    RosterHidden = "roster-hidden", Error;
    /// A column seems to say who came, who canceled, or who only signed up. Peerpress does not
    /// guess what its values mean. Add `--only "COLUMN=VALUE"` to certify the people with this
    /// value, or `--everyone` to certify all rows.
    RosterStatus = "roster-status", Error;
    /// A row has more cells than the header has columns, usually because a name contains a comma
    /// and is not in quotes. Put the cell in quotes: "Lee, Ann".
    RosterRow = "roster-row", Error;
    /// A formula of the spreadsheet shows an error, such as #REF!, in place of a name or a number
    /// of hours. Fix the formula, or type the value.
    RosterCell = "roster-cell", Error;
    /// A row has no name, or a value such as a number in its place. Type the name, or delete the
    /// row.
    RosterName = "roster-name", Error;
    /// A row is not a person: it is a total, a count, a note, the title of a section, a repeated
    /// header, or a word such as `N/A` where no name is known. Delete the row. If a person has such
    /// a name, add `--name-is-right "…"`.
    RosterNotPerson = "roster-not-person", Error;
    /// A name looks odd: it has pronouns, a title, a degree, a place, or a note next to it, is the
    /// name of a device, looks like a formula, has no letters, or is only a first or a last name.
    /// Write only the name. If the person writes it so, add `--name-is-right "…"`, or write `yes`
    /// in a column `Name is right`.
    RosterOddName = "roster-odd-name", Error;
    /// Most names in a column look like `Last, First`, but its header does not say so. Add
    /// `--column last-first="…"` if last names come first, or `--column name="…"` if not.
    RosterOrder = "roster-order", Error;
    /// A cell contains invisible characters: a line break, a control character, or a mark that
    /// changes the writing direction. Type the text again.
    RosterControl = "roster-control", Error;
    /// Letters were lost or garbled because the file was saved in one encoding and opened in
    /// another, as in `NÃºÃ±ez`. Save the original list as "CSV UTF-8" or XLSX.
    RosterGarbled = "roster-garbled", Error;
    /// A cell has spaces around its text, or several in a row. Peerpress removes them. Nothing
    /// needs to be done unless the spaces were intended.
    RosterSpaces = "roster-spaces", Warning;
    /// A name is all capitals or all lower case. Peerpress keeps it as it is. Check how the person
    /// writes the name.
    RosterCapitals = "roster-capitals", Warning;
    /// A name does not fit on the certificate, even at the smallest size that the template allows.
    /// Ask the person for a shorter form.
    RosterLong = "roster-long", Error;
    /// A name contains a character that is not in any font of the project. It would print as an
    /// empty box. Add a font for the script to `fonts/`.
    RosterGlyph = "roster-glyph", Error;
    /// A cell for an email address contains something else, or several addresses. Write one
    /// address, or leave the cell empty.
    RosterEmail = "roster-email", Error;
    /// The hours are missing, are not a number, are more than the hours of the training, are fewer
    /// than completion requires, or are not a multiple of the step of partial credit. Fix the
    /// hours, or delete the row.
    RosterHours = "roster-hours", Error;
    /// It is not clear what the hours of the roster count: numbers without a unit may be hours or
    /// minutes, `40:00` may be hours and minutes or minutes and seconds, and two columns may state
    /// different times. Minutes must not become hours. State the unit with `--unit`, or name the
    /// column with `--column hours="…"`.
    RosterUnit = "roster-unit", Error;
    /// A row has no ID although the roster has a column for IDs, so Peerpress could not recognize
    /// the person in a later roster. Add the ID, or delete the ID column.
    RosterId = "roster-id", Error;
    /// A column of IDs only counts the rows. Such numbers change when someone is added above, so
    /// Peerpress ignores them and knows people by name and email address.
    RosterCounter = "roster-counter", Warning;
    /// The roster names a language that is not a language of the program. Use a language of the
    /// program, or leave the cell empty.
    RosterLanguage = "roster-language", Error;
    /// A person has several rows in one list, by ID or by name and email address. Add `--add-up` if
    /// these are the times that the person attended, or delete the rows that are wrong.
    RosterTwice = "roster-twice", Error;
    /// Two similar names share an email address, or are on the lists of different days. Usually
    /// they are one person, spelled in two ways. Add `--same-person` if they are one person,
    /// `--allow-alike` if they are two, or fix the rows.
    RosterNearName = "roster-near-name", Error;
    /// It is unclear whether rows are one person: an ID has two names, or a name is with and
    /// without an address or an ID. The hint shows the option that says which it is. Row numbers
    /// are not IDs; add `--no-ids` if a column of numbers does not mean people.
    RosterIdentity = "roster-identity", Error;
    /// Several people have one email address, as a family or an office may. Each gets a
    /// certificate. Check that they are different people.
    RosterFamily = "roster-family", Warning;
    /// A person on the roster may be the holder of a certificate for this session under another
    /// name: the two share an email address, or their names differ by one letter. One person should
    /// not have two certificates. Correct the certificate, or add `--allow-alike` if they are
    /// different people.
    RosterHolder = "roster-holder", Error;
    /// A person on the roster has a certificate for this session that states another spelling or
    /// different hours. The certificate stays as it is. Correct the certificate or the roster.
    RosterChanged = "roster-changed", Warning;
    /// Certificates that were issued state other facts than the data do now. They are printed as
    /// they were issued. If the data were wrong, issue corrected revisions with `peerpress
    /// certificates correct --session ID --from-data`. If something new applies only from now on,
    /// there is nothing to do.
    CertificateDiffers = "certificate-differs", Warning;
    /// The ledger does not have what certificates are made of (an earlier Peerpress issued them, or
    /// they were read back after a loss), and today's data would print something else. They keep
    /// their files. Change the data back. Or revise those that were read back with `certificates
    /// correct NUMBER --from-data`, and print older ones with `certify --session ID --accept-data`.
    CertificateUnkept = "certificate-unkept", Warning;
    /// The issue date of a certificate is in the future, or before the end of the session. Nobody
    /// had completed the session then. Correct the date or the dates of the session.
    IssueDate = "issue-date", Error;
    /// A person on the roster had a certificate for this session that was revoked. Running the
    /// roster again does not issue another one, unless you add `--replace-revoked`.
    RosterRevoked = "roster-revoked", Warning;
    /// A person on the roster does not have what the credential requires: a certification to renew,
    /// a training, or hours since the last certification. The message says what counts and what is
    /// missing. Issue the certificates that are missing, add hours that were earned elsewhere with
    /// `--hours-elsewhere`, or decide on an exception with `--waive`. The ledger records both.
    CredentialRequirement = "credential-requirement", Error;
    /// A person on the roster already has a valid certificate of the credential, or it is too early
    /// to renew it. The person gets no second one. If the list is right, there is nothing to do.
    CredentialHeld = "credential-held", Warning;
    /// People on the roster already have certificates for the same training and days, of another
    /// session. If the session was renamed, they would get second certificates. Change its ID back,
    /// or add `--allow-alike` if there were two sessions.
    SessionRenamed = "session-renamed", Error;
    /// A command that changed certificates was interrupted, or could not write everything. The
    /// ledger is right, but the signed status list or some files are still as they were before:
    /// `verify` may call a revoked certificate genuine. Run any other command, such as `peerpress
    /// certificates check`. It completes what is missing, or says why it cannot.
    NotPublished = "not-published", Error;
    /// No mail can be sent to the address that the ledger has for a person. Correct it with
    /// `peerpress certificates correct NUMBER --email ADDRESS`. Everyone else gets the mail.
    MailAddress = "mail-address", Error;
    /// The file of a certificate is missing, is not genuine, or is someone else's, so nobody gets
    /// the mail. Create the files of the session again.
    MailFile = "mail-file", Error;
    /// The last day of the session is still to come, so nobody has completed it yet. Issue the
    /// certificates when the session is over, or correct its dates.
    SessionNotOver = "session-not-over", Error;
    /// No piece in `data/pieces.json` is a certificate for the session's training. A certificate
    /// piece names an award of `data/certification.json`, and that award names the training. Add a
    /// piece with an `award` for this training.
    NoCertificatePiece = "no-certificate-piece", Error;
    /// A certificate lacks something that an authority requires on its face, such as the trainers'
    /// credentials. The file `data/authorities.json` lists what each authority requires. Add the
    /// missing fact at the place shown.
    AuthorityField = "authority-field", Error;
    /// The status list, the files of certificates, or what this computer saw last show that
    /// certificates were issued that `ledger.db` does not have, or there is a second copy of it in
    /// the project's folder. Usually an older ledger came back from a backup or a synced folder.
    /// Put the latest ledger back. Until then, Peerpress issues, changes and signs nothing.
    LedgerNotLatest = "ledger-not-latest", Error;
}
