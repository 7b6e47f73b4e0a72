//! Sends emails one after the other. The ledger gets the intent before the server gets a message,
//! and the result after it, so that a second run mails nobody twice, whenever the first one ended.

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use lettre::Address;

use super::super::ledger::{Attribution, Certificate, Ledger, MailStep};
use super::compose::{CERTIFICATE_HEADER, Envelope, Origin, compose};
use super::letter::Letter;
use super::server::Server;
use super::transport::{Line, SmtpFailure};
use crate::error::Error;

/// After this many refusals in a row that are not about one person, the server refuses everyone.
const MOST_REFUSALS: usize = 3;

/// An email that is ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) certificate: Certificate,
    pub(crate) to: Address,
    pub(crate) letter: Letter,
    /// The file to attach.
    pub(crate) path: PathBuf,
    /// The SHA-256 of the file that was checked.
    pub(crate) digest: [u8; 32],
}

/// What became of an email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Sent,
    /// The server refused it.
    Refused {
        why: String,
        /// Whether it may accept the same later.
        is_temporary: bool,
    },
    /// It may have been sent.
    Uncertain(String),
    /// An earlier one stopped the run.
    NotTried,
}

/// How emails are sent.
pub(crate) struct Sender<'a> {
    pub(crate) server: &'a Server,
    pub(crate) from: &'a Address,
    /// The address of the program, for answers.
    pub(crate) reply_to: &'a Address,
    /// The shortest time between two emails.
    pub(crate) pace: Duration,
    /// Who sends them, for the ledger.
    pub(crate) by: Option<String>,
    /// Returns the time.
    pub(crate) now: fn() -> Result<Timestamp, Error>,
}

/// Why a run stopped before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) why: String,
    pub(crate) cause: StopCause,
}

/// What has to change before a run can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StopCause {
    /// The server, or the connection to it.
    Server,
    /// The address of the sender.
    Sender,
    /// The user name and the password.
    Login,
    /// The authority whose certificates this computer accepts.
    Authority,
}

impl Stop {
    fn new(why: String) -> Self {
        Self { why, cause: StopCause::Server }
    }
}

impl Sender<'_> {
    /// Sends emails until the end, or until the server cannot be used any longer. `report` gets the
    /// outcome of each as soon as it is known.
    ///
    /// # Errors
    /// If the ledger cannot be written, or a file changed after it was checked.
    pub(crate) fn send(
        &self,
        ledger: &mut Ledger,
        emails: &[Prepared],
        mut report: impl FnMut(&Prepared, &Outcome) -> Result<(), Error>,
    ) -> Result<Option<Stop>, Error> {
        let line = Line::new(self.server.clone());
        let (mut refusals, mut last, mut stop) = (0, None::<Instant>, None);
        for email in emails {
            if stop.is_some() {
                report(email, &Outcome::NotTried)?;
                continue;
            }
            if let Some(last) = last {
                thread::sleep(self.pace.saturating_sub(last.elapsed()));
            }
            last = Some(Instant::now());
            let result = self.send_one(ledger, &line, email)?;
            let outcome = match result {
                Ok(()) => {
                    refusals = 0;
                    Outcome::Sent
                }
                Err(UnsentEmail {
                    failure: SmtpFailure::Refused { why, is_temporary },
                    is_personal,
                }) => {
                    refusals = if is_personal { 0 } else { refusals + 1 };
                    if refusals >= MOST_REFUSALS {
                        let why = format!("the mail server refused {refusals} in a row");
                        stop = Some(Stop::new(why));
                    }
                    Outcome::Refused { why, is_temporary }
                }
                Err(UnsentEmail { failure: SmtpFailure::Unknown(why), .. }) => {
                    stop = Some(Stop::new(why.clone()));
                    Outcome::Uncertain(why)
                }
                Err(UnsentEmail {
                    failure: SmtpFailure::Unusable(why) | SmtpFailure::Broken(why),
                    ..
                }) => {
                    stop = Some(Stop::new(why));
                    Outcome::NotTried
                }
                Err(UnsentEmail { failure: SmtpFailure::Sender(why), .. }) => {
                    stop = Some(Stop { why, cause: StopCause::Sender });
                    Outcome::NotTried
                }
                Err(UnsentEmail { failure: SmtpFailure::Login(why), .. }) => {
                    stop = Some(Stop { why, cause: StopCause::Login });
                    Outcome::NotTried
                }
                Err(UnsentEmail { failure: SmtpFailure::Authority(why), .. }) => {
                    stop = Some(Stop { why, cause: StopCause::Authority });
                    Outcome::NotTried
                }
            };
            report(email, &outcome)?;
        }
        if stop.is_none() {
            line.quit();
        }
        Ok(stop)
    }

    /// Sends one email. Whatever happens, the ledger says how far it came.
    fn send_one(
        &self,
        ledger: &mut Ledger,
        line: &Line,
        email: &Prepared,
    ) -> Result<Result<(), UnsentEmail>, Error> {
        let message = self.message(ledger, email)?;
        if let Err(failure) = line.offer(self.from, &email.to) {
            let is_personal = matches!(failure, SmtpFailure::Refused { is_temporary: false, .. });
            return Ok(Err(UnsentEmail { failure, is_personal }));
        }
        let certificates = [&email.certificate];
        ledger.record_mail(&certificates, MailStep::Begun, &self.attribution()?)?;
        let result = line.submit(message);
        let step = match &result {
            Ok(()) => Some(MailStep::Sent),
            Err(SmtpFailure::Unknown(_)) => None,
            Err(_) => Some(MailStep::Refused),
        };
        if let Some(step) = step {
            let recorded = ledger.record_mail(&certificates, step, &self.attribution()?);
            recorded.map_err(|error| unrecorded(error, email, step))?;
        }
        Ok(result.map_err(|failure| UnsentEmail { failure, is_personal: false }))
    }

    fn message(&self, ledger: &Ledger, email: &Prepared) -> Result<Vec<u8>, Error> {
        let Certificate { number, revision, .. } = &email.certificate;
        let pdf = email.read_file()?;
        let event = ledger.head()?.count;
        let id = format!("{number}.R{revision}.{event}@{}", self.from.domain());
        let origin = Origin::Sent { from: self.from, at: (self.now)()?, id };
        email.compose(&origin, self.reply_to, &pdf)
    }

    fn attribution(&self) -> Result<Attribution, Error> {
        Ok(Attribution { at: (self.now)()?, by: self.by.clone(), reason: None })
    }
}

impl Prepared {
    /// Returns the file that was checked.
    ///
    /// # Errors
    /// If it was changed since.
    pub(crate) fn read_file(&self) -> Result<Vec<u8>, Error> {
        use sha2::{Digest, Sha256};
        let pdf = std::fs::read(&self.path)
            .map_err(|error| Error::new(&self.path, format!("cannot be read: {error}")))?;
        if Sha256::digest(&pdf)[..] != self.digest {
            return Err(Error::new(&self.path, "the file was changed by another program")
                .hint("run the command again"));
        }
        Ok(pdf)
    }

    /// Returns the bytes of the email.
    pub(crate) fn compose(
        &self,
        origin: &Origin<'_>,
        reply_to: &Address,
        pdf: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let number = self.certificate.printed_number();
        let mark = (CERTIFICATE_HEADER, number.as_str());
        let envelope = Envelope { name: &self.certificate.name, to: &self.to, reply_to, mark };
        let file = self.path.file_name().unwrap_or_default().to_string_lossy();
        compose(&envelope, origin, &self.letter, Some((&file, pdf)))
    }
}

/// Why one email was not sent.
struct UnsentEmail {
    failure: SmtpFailure,
    /// Whether the server refused the person, so that others may get their mail.
    is_personal: bool,
}

/// The error for an email whose result could not be recorded.
fn unrecorded(error: Error, email: &Prepared, step: MailStep) -> Error {
    let number = email.certificate.printed_number();
    let what = match step {
        MailStep::Sent => "was sent, but the ledger could not record it",
        _ => "was not sent, but the ledger could not record that",
    };
    let again = format!("peerpress certificates mail {}", email.certificate.number);
    let next = format!("run `{again}`, which prints the next step");
    error.within(&format!("the email with {number} {what}"), &next)
}
