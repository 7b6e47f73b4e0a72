//! Codes of findings about rosters, certificates, and the ledger.

#[rustfmt::skip]
macro_rules! certificate_codes { ($piece_codes:ident) => { $piece_codes! {
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
    /// The workbook has rows or columns that were hidden by hand or by a filter, or rows that are
    /// struck out. A list that looks right can hold people who should get no certificate. Add
    /// `--hidden skip` to leave them out or `--hidden include` to read them.
    RosterHidden = "roster-hidden", Error;
    /// A column says, or may say, who came, who passed, or who only signed up. Peerpress does not
    /// guess what its values mean. Add `--only "COLUMN=VALUE"` to certify the people with this
    /// value, `--unused "COLUMN"` if it says nothing about that, or `--everyone` to certify all
    /// rows.
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
    /// A cell has spaces around its text, or several in a row, or a name is in quotation marks.
    /// Peerpress removes them. Nothing needs to be done unless they were intended.
    RosterSpaces = "roster-spaces", Warning;
    /// A name is all capitals, or all lower case in a list that may have such names. Peerpress
    /// keeps it as it is. Check how the person writes the name.
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
    /// different hours. The certificate stays as it is, so one of the two is wrong. Correct the
    /// certificate or the roster.
    RosterChanged = "roster-changed", Error;
    /// Certificates that were issued state other facts than the data does now. They are printed as
    /// they were issued. If the data was wrong, issue corrected revisions with `peerpress
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
    /// The session was cancelled, so nobody has completed it. If it did take place, correct its
    /// `status` in `data/trainings.json`.
    SessionCancelled = "session-cancelled", Error;
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
    /// Put the latest ledger back. Until then, Peerpress does not issue, change, or sign
    /// anything.
    LedgerNotLatest = "ledger-not-latest", Error;
} } }
