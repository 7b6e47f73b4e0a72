//! One connection to a mail server, in steps, so that it is known how far a message came. A thread
//! of its own waits for the server, so that every step ends in time whatever the server does.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{Error as SmtpError, response::Severity};

use super::server::{Security, Server};

/// How many times as long as for one answer to wait for a step, which may take several.
const STEP: u32 = 4;

/// How many times as long as for one answer to wait after a message: RFC 5321 allows ten minutes.
const DELIVERY: u32 = 10;

/// The longest part of what a server says that is shown, in characters.
const MOST_SHOWN: usize = 200;

/// The reply with which a server ends the connection.
const CLOSING: u16 = 421;

/// The reply of a server that accepts mail only after a login.
const LOGIN_NEEDED: u16 = 530;

/// The reply to a message that is larger than the server accepts.
const TOO_LARGE: u16 = 552;

/// Why a step failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SmtpFailure {
    /// The server cannot be used at all.
    Unusable(String),
    /// The server wants a login, or another one.
    Login(String),
    /// The certificate of the server is from an authority that this computer does not know.
    Authority(String),
    /// The server accepts no mail from this sender.
    Sender(String),
    /// The server refused this message or this person.
    Refused {
        why: String,
        /// Whether it may accept the same later.
        is_temporary: bool,
    },
    /// The connection broke before the server had the whole message: it was not sent.
    Broken(String),
    /// The connection broke after that: it may have been sent.
    Unknown(String),
}

enum Step {
    /// Connects, unless connected, and names the sender and the recipient.
    Offer { from: Address, to: Address },
    /// Sends the message that was offered.
    Submit(Vec<u8>),
    /// Says goodbye.
    Quit,
}

/// A connection that is opened when it is needed.
pub(crate) struct Line {
    steps: Sender<Step>,
    results: Receiver<Result<(), SmtpFailure>>,
    timeout: Duration,
}

impl Line {
    pub(crate) fn new(server: Server) -> Self {
        let (steps, received) = channel();
        let (send, results) = channel();
        let timeout = server.timeout;
        // The thread ends when the channel closes, or with the process if the server does not
        // answer.
        thread::spawn(move || {
            let mut worker = Worker { server, connection: None };
            for step in received {
                if send.send(worker.run(step)).is_err() {
                    break;
                }
            }
        });
        Self { steps, results, timeout }
    }

    /// Offers a message: names the sender and the recipient. The server asks for the message.
    pub(crate) fn offer(&self, from: &Address, to: &Address) -> Result<(), SmtpFailure> {
        let step = Step::Offer { from: from.clone(), to: to.clone() };
        self.run(step, self.timeout * STEP, SmtpFailure::Broken)
    }

    /// Sends the message that was offered.
    pub(crate) fn submit(&self, message: Vec<u8>) -> Result<(), SmtpFailure> {
        self.run(Step::Submit(message), self.timeout * DELIVERY, SmtpFailure::Unknown)
    }

    /// Ends the connection. Whatever the server says to that does not matter.
    pub(crate) fn quit(&self) {
        let _ = self.run(Step::Quit, self.timeout, SmtpFailure::Broken);
    }

    fn run(
        &self,
        step: Step,
        patience: Duration,
        late: fn(String) -> SmtpFailure,
    ) -> Result<(), SmtpFailure> {
        let gone = || late("the connection to the mail server ended".to_owned());
        self.steps.send(step).map_err(|_| gone())?;
        match self.results.recv_timeout(patience) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => {
                let seconds = patience.as_secs();
                Err(late(format!("the mail server did not finish answering within {seconds} s")))
            }
            Err(RecvTimeoutError::Disconnected) => Err(gone()),
        }
    }
}

struct Worker {
    server: Server,
    connection: Option<SmtpConnection>,
}

impl Worker {
    fn run(&mut self, step: Step) -> Result<(), SmtpFailure> {
        match step {
            Step::Offer { from, to } => {
                // A server may end a connection that was used for many messages.
                let was_used = self.connection.is_some();
                match self.offer(&from, &to) {
                    Err(SmtpFailure::Broken(_)) if was_used => self.offer(&from, &to),
                    result => result,
                }
            }
            Step::Submit(message) => self.submit(&message),
            Step::Quit => {
                if let Some(mut connection) = self.connection.take() {
                    let _ = connection.quit();
                }
                Ok(())
            }
        }
    }

    fn offer(&mut self, from: &Address, to: &Address) -> Result<(), SmtpFailure> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect(from)?,
        };
        let is_plain = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        let needs_utf8 = !is_plain(to) || !is_plain(from);
        let has_utf8 = connection.server_info().supports_feature(Extension::SmtpUtfEight);
        if needs_utf8 && !has_utf8 {
            self.connection = Some(connection);
            let why = "the mail server accepts only addresses in plain letters (no SMTPUTF8)";
            return Err(SmtpFailure::Refused { why: why.to_owned(), is_temporary: false });
        }
        let parameters = needs_utf8.then_some(MailParameter::SmtpUtfEight);
        let sender = Mail::new(Some(from.clone()), parameters.into_iter().collect());
        connection.command(sender).map_err(|error| match self.fault(&error) {
            SmtpFailure::Refused { why, is_temporary: true } => {
                SmtpFailure::Broken(format!("the mail server accepts no mail now: {why}"))
            }
            SmtpFailure::Refused { why, .. }
                if error.status().map(u16::from) == Some(TOO_LARGE) =>
            {
                SmtpFailure::Unusable(format!("the mail server refused the mail: {why}"))
            }
            SmtpFailure::Refused { why, .. }
                if error.status().map(u16::from) == Some(LOGIN_NEEDED) =>
            {
                SmtpFailure::Login(format!("the mail server wants a login: {why}"))
            }
            SmtpFailure::Refused { why, .. } => {
                SmtpFailure::Sender(format!("the mail server refused the sender `{from}`: {why}"))
            }
            fault => fault,
        })?;
        let named = connection.command(Rcpt::new(to.clone(), Vec::new()));
        let result = named.and_then(|_| connection.command(Data)).map(drop);
        let result = result.map_err(|error| self.fault(&error));
        self.keep(connection, &result);
        result
    }

    fn submit(&mut self, message: &[u8]) -> Result<(), SmtpFailure> {
        let Some(mut connection) = self.connection.take() else {
            return Err(SmtpFailure::Broken(
                "there is no connection to the mail server".to_owned(),
            ));
        };
        let result = connection.message(message).map(drop).map_err(|error| match error.status() {
            Some(_) => self.fault(&error),
            None => SmtpFailure::Unknown(describe(&error, self.server.timeout)),
        });
        self.keep(connection, &result);
        result
    }

    /// Keeps a connection for the next message, unless it is broken.
    fn keep(&mut self, mut connection: SmtpConnection, result: &Result<(), SmtpFailure>) {
        let is_ready = match result {
            Ok(()) => true,
            Err(SmtpFailure::Refused { .. }) => connection.command(Rset).is_ok(),
            Err(_) => false,
        };
        self.connection = is_ready.then_some(connection);
    }

    fn connect(&self, from: &Address) -> Result<SmtpConnection, SmtpFailure> {
        let server = &self.server;
        let hello = ClientId::Domain(from.domain().to_owned());
        let tls = match server.security {
            Security::None => None,
            _ => Some(self.tls()?),
        };
        let wrapped = tls.as_ref().filter(|_| server.security == Security::Wrapped);
        let unusable = |error: SmtpError| match describe(&error, server.timeout) {
            why if why.contains("UnknownIssuer") => SmtpFailure::Authority(
                "the certificate of the mail server is from an authority that this computer does \
                 not know"
                    .to_owned(),
            ),
            why => SmtpFailure::Unusable(why),
        };
        let place = (server.host.as_str(), server.port);
        let mut connection =
            SmtpConnection::connect(place, Some(server.timeout), &hello, wrapped, None)
                .map_err(unusable)?;
        if let Some(tls) = tls.as_ref().filter(|_| server.security != Security::Wrapped) {
            if connection.can_starttls() {
                connection.starttls(tls, &hello).map_err(unusable)?;
            } else if server.security == Security::StartTls {
                let why = "the mail server offers no encryption (STARTTLS), so nothing was sent";
                return Err(SmtpFailure::Unusable(why.to_owned()));
            }
        }
        if let Some(credentials) = &server.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).map_err(|error| {
                let why = describe(&error, server.timeout);
                SmtpFailure::Login(format!("the mail server did not accept the password: {why}"))
            })?;
        }
        Ok(connection)
    }

    /// Says what an error before the end of a message means.
    fn fault(&self, error: &SmtpError) -> SmtpFailure {
        let why = describe(error, self.server.timeout);
        let Some(code) = error.status() else { return SmtpFailure::Broken(why) };
        if u16::from(code) == CLOSING {
            return SmtpFailure::Broken(why);
        }
        let is_temporary = code.severity == Severity::TransientNegativeCompletion;
        SmtpFailure::Refused { why, is_temporary }
    }

    fn tls(&self) -> Result<TlsParameters, SmtpFailure> {
        let mut builder = TlsParameters::builder(self.server.host.clone());
        if let Some(path) = &self.server.authorities {
            let shown = path.display();
            let pem = std::fs::read(path).map_err(|error| {
                SmtpFailure::Unusable(format!("{shown} cannot be read: {error}"))
            })?;
            let authority = Certificate::from_pem(&pem).map_err(|_| {
                SmtpFailure::Unusable(format!("{shown} is not a certificate in PEM"))
            })?;
            builder = builder.certificate_store(CertificateStore::None);
            builder = builder.add_root_certificate(authority);
        }
        builder.build().map_err(|error| {
            let why = describe(&error, self.server.timeout);
            SmtpFailure::Unusable(format!("the connection cannot be encrypted: {why}"))
        })
    }
}

fn describe(error: &SmtpError, timeout: Duration) -> String {
    if is_late(error) {
        return format!("the mail server did not answer within {} s", timeout.as_secs());
    }
    if is_closed(error) {
        return "the mail server ended the connection".to_owned();
    }
    if error.is_response() {
        return "what answers there is not a mail server (SMTP)".to_owned();
    }
    said(error)
}

/// Whether a server ended the connection in the middle of an answer.
fn is_closed(error: &SmtpError) -> bool {
    let text = error.to_string();
    text.contains("incomplete") || text.contains("unexpected end") || text.contains("UnexpectedEof")
}

/// Whether a server did not answer in time. Some systems say "would block".
fn is_late(error: &SmtpError) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            use std::io::ErrorKind::{TimedOut, WouldBlock};
            return matches!(io.kind(), TimedOut | WouldBlock);
        }
        source = cause.source();
    }
    false
}

/// Returns what a server or the system said, on one line.
fn said(error: &SmtpError) -> String {
    let text = error.to_string();
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(MOST_SHOWN).collect()
}
