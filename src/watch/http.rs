//! The part of HTTP that the preview needs: one request without a body on each connection, and a
//! response of known length.
//!
//! We do not use `tiny_http`: it may give a connection to a thread that is busy with another one. A
//! browser keeps connections open, so the thread stays busy and some pictures never load. Here each
//! connection has its own thread, and ends with the response.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::workers;

/// How many connections may be open at the same time. A browser opens six.
const MOST_CONNECTIONS: usize = 64;

/// The length limit of the head of a request, in bytes.
const LONGEST_HEAD: u64 = 16 * 1024;

/// How long a browser may take to send a request or to receive the response.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What the page of the preview may load: only what this server sends.
const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; \
                      connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// The headers of every response.
const HEADERS: &str = "Connection: close\r\n\
                       X-Content-Type-Options: nosniff\r\n\
                       Referrer-Policy: no-referrer\r\n\
                       Cross-Origin-Resource-Policy: same-origin\r\n\
                       Cross-Origin-Opener-Policy: same-origin\r\n";

/// The stack size of a connection thread, in bytes: rendering recurses once for each level of
/// nesting.
const STACK_SIZE: usize = 16 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// The path and the query.
    pub(super) target: String,
    headers: Vec<(String, String)>,
}

#[derive(Debug, Default)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) content_type: String,
    /// The value of `Cache-Control`.
    pub(super) cache: &'static str,
    /// What a page may load, if not what the page of the preview may.
    pub(super) policy: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// All values of a header.
    pub(super) fn header(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    fn parse(head: &str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target, version) = (first.next()?, first.next()?, first.next()?);
        if !version.starts_with("HTTP/1.") || first.next().is_some() {
            return None;
        }
        let header = |line: &str| {
            line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        };
        let headers = lines.map(header).collect::<Option<Vec<_>>>()?;
        Some(Self { method: method.to_owned(), target: target.to_owned(), headers })
    }
}

/// Answers every connection in a separate thread.
pub(super) fn serve(
    listener: &TcpListener,
    answer: impl Fn(&Request) -> Response + Send + Sync + 'static,
) {
    let answer = Arc::new(answer);
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming().flatten() {
        let counted = Counted(Arc::clone(&open));
        if counted.0.fetch_add(1, Ordering::SeqCst) >= MOST_CONNECTIONS {
            continue;
        }
        let answer = Arc::clone(&answer);
        let work = move || {
            let _counted = counted;
            // A browser that closed the connection is not an error.
            let _ = respond(stream, &*answer);
        };
        // If the system has no thread to give, the connection closes and the browser tries again.
        let _ = thread::Builder::new()
            .name(workers::THREAD_NAME.to_owned())
            .stack_size(STACK_SIZE)
            .spawn(work);
    }
}

/// Counts an open connection until it is dropped, even if its thread panics.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn respond(mut stream: TcpStream, answer: &dyn Fn(&Request) -> Response) -> io::Result<()> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.set_nodelay(true)?;
    let Some(head) = read_head(&mut stream)? else { return Ok(()) };
    let request = Request::parse(&head);
    let bad_request = || Response { status: 400, ..Response::default() };
    let Response { status, content_type, cache, policy, body } =
        request.as_ref().map_or_else(bad_request, answer);
    let policy = policy.as_deref().unwrap_or(POLICY);
    let (reason, length) = (reason(status), body.len());
    write!(
        stream,
        "HTTP/1.1 {status} {reason}\r\nContent-Length: {length}\r\n\
         Content-Type: {content_type}\r\nCache-Control: {cache}\r\n\
         Content-Security-Policy: {policy}\r\n{HEADERS}\r\n"
    )?;
    if request.is_none_or(|request| request.method != "HEAD") {
        stream.write_all(&body)?;
    }
    stream.flush()?;
    stream.shutdown(Shutdown::Write)
}

/// Reads to the empty line. `None` if the connection ends before.
fn read_head(stream: &mut TcpStream) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    let mut part = [0; 2048];
    while head.len() as u64 <= LONGEST_HEAD {
        let count = stream.read(&mut part)?;
        if count == 0 {
            return Ok(None);
        }
        head.extend_from_slice(&part[..count]);
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            head.truncate(end);
            return Ok(Some(String::from_utf8_lossy(&head).into_owned()));
        }
    }
    Ok(None)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Other",
    }
}
