//! Codes of findings about data, templates, pieces, and press files.

#[rustfmt::skip]
macro_rules! piece_codes { ($($certificate_codes:tt)+) => { codes! {
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
    /// The file is not valid JSON, so none of it can be used. A comma, a quote, or a bracket is
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
    /// A counted word has no form for some numbers in a language that needs one: Arabic writes "5
    /// hours" and "40 hours" with different words. The form of most numbers is printed instead. Add
    /// the missing form, or ask the translator for it with `peerpress translate export`.
    MissingPlural = "missing-plural", Warning;
    /// Two translations are identical. The text was probably copied and not translated. Translate
    /// it, or write it as a plain string if it is the same in every language, such as a name.
    SameText = "same-text", Warning;
    /// The source of a translation has changed since it was translated or reviewed, so the two may
    /// say different things. Correct the translation, send it to the translator with `peerpress
    /// translate export`, or record a review if it is still right.
    OutdatedTranslation = "outdated-translation", Warning;
    /// A translation that came back from a translator cannot be used: it changes a placeholder, a
    /// number, a phone number, an address, or markup, its cell is not text, its row is not one that
    /// was sent, or `peerpress check` would report an error in it. Nothing is imported. Correct the
    /// row in the file, and import it again.
    BadTranslation = "bad-translation", Error;
    /// A cell, a row, or the name of a column in a spreadsheet of sessions cannot be used. Nothing
    /// is imported. Correct the spreadsheet, and import it again.
    SessionCell = "session-cell", Error;
    /// A cell, a row, or the name of a column in a spreadsheet of partners cannot be used. Nothing
    /// is imported. Correct the spreadsheet, and import it again.
    PartnerCell = "partner-cell", Error;
    /// An order of printed copies cannot be used: its code was changed or cut on the way, it is for
    /// another program, a piece cannot be ordered any more, in that language, or in that quantity,
    /// or it was printed already. Nothing is made of any order. Correct the file, ask for the order
    /// again, or leave its file out.
    BadOrder = "bad-order", Error;
    /// A piece is to go to the press in a language in which nobody has reviewed its texts as they
    /// are now. Let someone who knows the language read the screen edition, and record it with
    /// `peerpress translate review`.
    UnreviewedTranslation = "unreviewed-translation", Error;
    /// The reviews of a language are samples, as in a new project: nobody has read the translation.
    /// The press edition is built, and `pack` needs a real review or `--draft`.
    SampleReview = "sample-review", Warning;
    /// The data marks an entry as a sample: a session, a person, an approval, a certificate, a
    /// partner, a photo, or the words of a person that are invented. Or a text is a placeholder in
    /// square brackets. No press file shows it. Replace it, and remove the mark. The option
    /// `--draft` makes the files all the same, to look at them.
    SampleInPress = "sample-in-press", Error;
    /// The project is older than reviews of translations, and has no `data/translations.json`. The
    /// press edition is built all the same. Record who reviewed each piece; from the first review
    /// on, the press needs one of every piece.
    NoReviews = "no-reviews", Warning;
    /// A whole sentence is in capital letters. It reads as shouting, it is harder to read, and
    /// screen readers may spell it letter by letter. Write it in sentence case. Acronyms, names,
    /// and labels of up to three words may stay in capitals.
    AllCapitals = "all-capitals", Warning;
    /// A value stands for a fact that nobody has written yet: an example.org address, a 555-01xx
    /// phone number, text in square brackets such as "[Name of your agency]", or filler text.
    /// Readers could not reach the program, or would read the placeholder. Write the real value.
    /// `peerpress todo` lists all that is left, in the order in which to fill it in.
    Placeholder = "placeholder", Warning;
    /// A JSON file in the project folder or in `data/` is like one that Peerpress reads, but has
    /// another name or is in the other folder: the copy that a synced folder keeps after a
    /// conflict, or a misspelled name. Nobody reads it. Copy what is new in it, and remove it, or
    /// give it the right name.
    UnreadFile = "unread-file", Warning;
    /// Texts have a language that is not in `languages` of `data/program.json`. They are kept, and
    /// no piece is made in it. Add the language, or remove its texts.
    UnlistedLanguage = "unlisted-language", Warning;
    /// A language in `languages` of `data/program.json` is a draft: its texts may be missing, and
    /// no piece is made in it unless the option `--lang` names it. When all texts are translated
    /// and checked, write the tag of the language in place of its entry.
    DraftLanguage = "draft-language", Warning;
    /// A partner hands out a piece that is made in none of the languages of the partner, so the
    /// partner gets no file of it. Add a language to `languages` of the partner or of the piece, or
    /// remove the piece from `pieces` of the partner.
    NoCommonLanguage = "no-common-language", Warning;
    /// A phone number has no area code. In another area it reaches someone else, or nobody. Write
    /// the area code, as in `202-555-0100`.
    LocalNumber = "local-number", Warning;
    /// Pieces that meet the public print a crisis line, and `data/program.json` has none, or a
    /// public piece leaves it out. Add it to `contacts`. A piece that should have none names its
    /// own `contacts` in `data/pieces.json`, and is not public.
    NoCrisisLine = "no-crisis-line", Warning;
    /// A piece has a place for a code to scan, and none of the contacts that it names first has a
    /// web page for the code to open. Without the code, a text such as "Scan the code" is wrong.
    /// Add `web` to the contact, or change the texts of the piece.
    NoCode = "no-code", Warning;
    /// Pieces say how many copies can be ordered, but the program has no email address that orders
    /// could go to, so the website has no form for them. Add `email` to a contact with the role
    /// `orders` or to `contact` in `data/program.json`, or remove `order` from the pieces.
    NoOrderAddress = "no-order-address", Warning;
    /// A text of a piece asks readers to call, and none of the contacts that the piece names first
    /// has a phone number. Add `phone` to the contact, or change the text.
    NoPhone = "no-phone", Warning;
    /// A session that the pieces announce as upcoming has already begun, by this computer's date.
    /// Build with `--as-of today`, or set `as_of` in `data/program.json`.
    StaleDate = "stale-date", Warning;
    /// The days of a session do not fit its training: they have fewer hours, their number is not
    /// that of the days of the agenda, or the agenda begins earlier or ends later. Correct the days
    /// of the session, or the hours and the agenda of the training.
    SessionHours = "session-hours", Warning;
    /// People take part in the session from elsewhere, and nothing says in which time zone its
    /// times are. Add `time_zone` to `data/program.json`, or to the session.
    MissingTimeZone = "missing-time-zone", Warning;
    /// A template's `template.json` asks for something that Peerpress does not offer. Correct it;
    /// the hint lists what is available.
    BadTemplate = "bad-template", Error;
    /// The template needs text, a list, or a picture that the piece does not have. Add it to the
    /// piece in `data/pieces.json`.
    MissingText = "missing-text", Error;
    /// A piece quotes a person, and `data/pieces.json` does not say that the person agreed to it.
    /// The piece is not made. Ask the person, and note under `consent` on which day and how the
    /// person agreed. Invented words that are marked with `"sample": true` need no consent.
    NoConsent = "no-consent", Error;
    /// A piece has text, a list, a picture, a photo, or a voice that its template does not print,
    /// or a contact has a word to send and no number for it. Readers will not see it. Delete it, or
    /// correct its name.
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
    /// A page has no room for a text, so its template leaves the text out. Shorten it, or the other
    /// texts on the page.
    LeftOut = "left-out", Warning;
    /// Text is closer to the edge of the page than the template's safe area allows. A trim that is
    /// slightly off would cut into it. Shorten the text, or move it in the template.
    OutsideSafeArea = "outside-safe-area", Error;
    /// Text is on a picture, or a picture covers text, so the text is hard to read. Give both a
    /// place of their own in the template. A template that puts text on a photo on purpose labels
    /// the photo as its ground, such as `ground:photo`; a panel between them is enough, too.
    PictureOverlap = "picture-overlap", Error;
    /// Two pieces of text overlap, so neither can be read. Shorten one of them, or give them more
    /// room in the template.
    TextOverlap = "text-overlap", Error;
    /// Text has too little contrast with its background for people with low vision. WCAG 2.1 AA
    /// requires a contrast ratio of 4.5:1, or 3:1 for large text (18 pt, or bold 14 pt); large
    /// print uses 7:1. Use a darker or lighter color.
    LowContrast = "low-contrast", Error;
    /// Text is smaller than 8 pt, which many people cannot read, or smaller than 36 pixels in a
    /// picture, which a phone shows at a third of its size. Shorten the text, or give it more room
    /// in the template.
    SmallText = "small-text", Error;
    /// The modules of a QR code, its small squares, are less than 0.4 mm wide as printed, or less
    /// than 6 pixels in a picture, so many phones cannot scan it. The longer an address, the more
    /// modules its code has. Use a shorter address, such as one of your own website that leads to
    /// the long one, or give the code more room in the template. The code of a certificate holds
    /// everything that it states, so shorter titles help there too.
    SmallCode = "small-code", Error;
    /// The large-print edition breaks a guideline of the American Council of the Blind: text of at
    /// least 18 pt, headings of at least 22 pt, lines at least 1.15 apart, no italics, nothing
    /// behind the text. Correct the template's `large.typ`.
    LargePrint = "large-print", Error;
    /// A page of the office edition takes more than a fifth of the toner of a black page. That is
    /// expensive, and the paper curls. Use pale colors for large areas in this edition: `art` of
    /// the palette in `shared/tokens.typ`.
    InkCoverage = "ink-coverage", Warning;
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
    /// Two colors of the brand that text and its ground use are too similar, so that many people
    /// cannot read the text. Choose a darker or a lighter color for the role that is named in
    /// `data/brand.json`.
    BrandContrast = "brand-contrast", Error;
    /// The inks of a color of the brand are more than a print shop takes in one place. Use less
    /// ink, or remove `cmyk` in `data/brand.json`, so that Peerpress computes the inks.
    BrandInk = "brand-ink", Error;
    /// The inks of a color of the brand look different from its color on a screen, on the press of
    /// a print shop. Correct one of the two in `data/brand.json`, or remove `cmyk`, so that
    /// Peerpress computes the inks.
    BrandInkDifference = "brand-ink-difference", Warning;
    /// `typefaces` in `data/brand.json` names a font family that the project does not have. Correct
    /// the name, or copy the files of the family into `fonts`.
    UnknownTypeface = "unknown-typeface", Error;
    /// A font family of the brand has no semibold or bold font, so headings and labels look like
    /// running text. Copy the font of weight 600 or 700 into `fonts`.
    LightTypeface = "light-typeface", Warning;
    /// A font family of the brand lacks letters of a language of the program. Another font sets
    /// them, which looks uneven. Choose a family that has all letters.
    TypefaceLetters = "typeface-letters", Warning;
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
    /// A piece is marked as public, and its template draws a certificate, a card of a person, or a
    /// sheet for the office. Such pieces have names of people, or are of no use to readers, so they
    /// are never on the website. Remove `"public": true`.
    NeverPublic = "never-public", Error;
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
    /// A logo in color hardly stands out from the ground of most pages, and there is no version in
    /// one color, which is drawn in the color of the words beside it. Pieces set the logo on a
    /// plate. Add `one_color`, or choose a version with darker colors.
    LogoContrast = "logo-contrast", Warning;
    /// A logo has a light background of its own, so it stands in a box on pages of another color.
    /// Save it with a transparent background: as SVG, or as PNG.
    LogoBackground = "logo-background", Warning;
    /// A picture has too few pixels for its printed size, so it would look blurred on paper. The
    /// print shop's minimum is `min_image_dpi` in `data/vendors.json`. Use the original picture, or
    /// print it smaller.
    LowResolution = "low-resolution", Error;
    /// A picture has another shape than its place, so a part of it is cut off that may matter, or
    /// it is stretched. Say with `focus` beside `file` in `data/pieces.json` which point must stay
    /// in view, or use a picture of the shape of the place.
    PictureShape = "picture-shape", Warning;
    /// A picture has fewer than 110 pixels per inch at its printed size, so people will see the
    /// pixels even on a screen. Use the original picture, or show it smaller.
    CoarsePicture = "coarse-picture", Warning;
    $($certificate_codes)+
} } }
