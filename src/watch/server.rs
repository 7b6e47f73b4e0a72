//! The server of the preview. It listens on the loopback interface only, and refuses requests from
//! other sites.

use std::collections::VecDeque;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use percent_encoding::percent_decode_str;

use super::Signal;
use super::http::{self, Request, Response};
use super::state::PreviewState;
use super::website;
use crate::error::Error;
use crate::finish::preview;
use crate::output::manifest::joined;
use crate::site::CONTENT_SECURITY_POLICY;

/// The first port that is tried.
const PORT: u16 = 7373;

/// How many ports are tried if the user named none.
const TRIES: u16 = 20;

/// How long a request waits for a change.
const WAIT: Duration = Duration::from_secs(20);

/// How many pictures are kept.
const MOST_PICTURES: usize = 96;

/// The range of widths of pictures, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 40..=4000;

const PAGE: &str = include_str!("page/watch.html");
const STYLE: &str = include_str!("page/watch.css");
const SCRIPT: &str = include_str!("page/watch.js");
const DOM_SCRIPT: &str = include_str!("page/dom.js");
const WEBSITE_SCRIPT: &str = include_str!("page/website.js");
const ICON: &str = include_str!("page/icon.svg");

/// A picture by job, change, page and width.
type Picture = ((String, u64, usize, u32), Vec<u8>);

/// The folders whose files the preview serves.
pub(super) struct Served {
    /// The output folder.
    pub(super) out: PathBuf,
    /// The folder of the website.
    pub(super) website: PathBuf,
}

/// What all requests share.
struct Server {
    state: Arc<PreviewState>,
    served: Served,
    signals: Sender<Signal>,
    port: u16,
    /// The id of this run of the program. Another run has changes with the same numbers.
    run: String,
    pictures: Mutex<VecDeque<Picture>>,
}

/// Opens the port, or the first free one if the user named none.
pub(super) fn listen(port: Option<u16>) -> Result<TcpListener, Error> {
    let open = |port: u16| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    if let Some(port) = port {
        return open(port).map_err(|error| {
            Error::usage(format!("port {port} cannot be used: {error}"))
                .hint("stop the program that uses it, or omit `--port` to use the next free port")
        });
    }
    let found = (PORT..PORT + TRIES).find_map(|port| open(port).ok()).map_or_else(|| open(0), Ok);
    found.map_err(|error| Error::usage(format!("the preview cannot open a port: {error}")))
}

/// Answers requests until the program ends.
pub(super) fn serve(
    listener: TcpListener,
    state: Arc<PreviewState>,
    served: Served,
    signals: Sender<Signal>,
) -> Result<(), Error> {
    let failed = |error: &dyn std::fmt::Display| {
        Error::usage(format!("the preview cannot be served: {error}"))
    };
    let port = listener.local_addr().map_err(|error| failed(&error))?.port();
    let run = format!("{:x}-{port}", std::process::id());
    let server = Server { state, served, signals, port, run, pictures: Mutex::default() };
    let work = move || http::serve(&listener, move |request| server.answer(request));
    thread::Builder::new()
        .name("peerpress-preview".to_owned())
        .spawn(work)
        .map_err(|error| failed(&error))?;
    Ok(())
}

impl Server {
    fn answer(&self, request: &Request) -> Response {
        if !self.is_ours(request) {
            return failure(403, "this preview is available only on this computer");
        }
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return failure(405, "only GET and HEAD are supported");
        }
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let query = Query(query);
        match path {
            "/" => text("html", &PAGE.replace("{run}", &self.run)),
            "/watch.css" => text("css", STYLE),
            "/watch.js" => text("javascript", SCRIPT),
            "/dom.js" => text("javascript", DOM_SCRIPT),
            "/website.js" => text("javascript", WEBSITE_SCRIPT),
            "/icon.svg" => icon(),
            "/state" => self.state(&query),
            "/picture" => self.picture(&query).unwrap_or_else(|| failure(404, "not found")),
            _ => self.file(path).unwrap_or_else(|| failure(404, "not found")),
        }
    }

    /// A file of a piece, or of the website.
    fn file(&self, path: &str) -> Option<Response> {
        let path = percent_decode_str(path).decode_utf8().ok()?;
        let (content_type, body, policy) = if let Some(file) = path.strip_prefix("/site/") {
            let (content_type, body) = website::read(&self.served.website, file)?;
            (content_type, body, CONTENT_SECURITY_POLICY)
        } else {
            let file = path.strip_prefix("/file/")?;
            let edition = self.state.lock().edition_of(file)?;
            let content_type =
                if edition.extension() == "png" { "image/png" } else { "application/pdf" };
            // The viewer of a browser may use styles of its own.
            (content_type, fs::read(joined(&self.served.out, file)).ok()?, "base-uri 'none'")
        };
        let policy = Some(format!("{policy}; frame-ancestors 'self'"));
        Some(Response { content_type: content_type.to_owned(), body, policy, ..text("plain", "") })
    }

    /// Whether a request comes from a page of this server. The headers reveal another site's page,
    /// and another site's name that leads here (DNS rebinding).
    fn is_ours(&self, request: &Request) -> bool {
        let names = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{}", self.port));
        let mut hosts = request.header("Host");
        let host_is_ours = match (hosts.next(), hosts.next()) {
            (Some(host), None) => names.iter().any(|name| name.eq_ignore_ascii_case(host)),
            _ => false,
        };
        let origin_is_ours = request.header("Origin").all(|origin| {
            names.iter().any(|name| origin.eq_ignore_ascii_case(&format!("http://{name}")))
        });
        let site_is_ours =
            request.header("Sec-Fetch-Site").all(|site| matches!(site, "same-origin" | "none"));
        // Following a link to the page itself is harmless.
        let is_visit = request.target == "/"
            && request.header("Sec-Fetch-Mode").any(|mode| mode == "navigate");
        host_is_ours && origin_is_ours && (site_is_ours || is_visit)
    }

    fn state(&self, query: &Query<'_>) -> Response {
        let view = query.get("view").filter(|view| !view.is_empty());
        let mut preview = self.state.lock();
        if preview.viewed != view {
            preview.viewed = view;
            // The renderer is gone only when the program ends.
            let _ = self.signals.send(Signal::Viewed);
        }
        drop(preview);
        let after = query
            .number("after")
            .filter(|_| query.get("run").as_deref() == Some(&self.run))
            .unwrap_or(0);
        let body = self.state.wait_for_update(after, WAIT, &self.run);
        Response { content_type: "application/json".to_owned(), body, ..text("plain", "") }
    }

    fn picture(&self, query: &Query<'_>) -> Option<Response> {
        let (job, page, width) =
            (query.get("job")?, query.number("page")? as usize, query.number("width")?);
        let width = u32::try_from(width).ok()?.clamp(*WIDTHS.start(), *WIDTHS.end());
        let preview = self.state.lock();
        let shown = preview.jobs.get(&job)?;
        let (document, drawn) = (Arc::clone(shown.document.as_ref()?), shown.drawn);
        drop(preview);
        let name = (job, drawn, page, width);
        let kept = self.pictures().iter().find(|kept| kept.0 == name).map(|kept| kept.1.clone());
        let png = match kept {
            Some(png) => png,
            None => {
                let png = preview::quick_png(document.pages().get(page)?, width).ok()?;
                let mut pictures = self.pictures();
                if pictures.len() >= MOST_PICTURES {
                    pictures.pop_front();
                }
                pictures.push_back((name, png.clone()));
                png
            }
        };
        // The browser may cache it, because its address names the change and the run. If the pages
        // are newer than the address says, it may not.
        let is_cacheable =
            query.number("drawn") == Some(drawn) && query.get("run").as_deref() == Some(&self.run);
        let cache = if is_cacheable { "private, max-age=86400, immutable" } else { "no-store" };
        let content_type = "image/png".to_owned();
        Some(Response { content_type, cache, body: png, ..text("plain", "") })
    }

    fn pictures(&self) -> std::sync::MutexGuard<'_, VecDeque<Picture>> {
        self.pictures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failure(status: u16, message: &str) -> Response {
    Response { status, ..text("plain", message) }
}

fn icon() -> Response {
    Response { content_type: "image/svg+xml".to_owned(), ..text("plain", ICON) }
}

fn text(kind: &str, text: &str) -> Response {
    let content_type = format!("text/{kind}; charset=utf-8");
    Response { status: 200, content_type, cache: "no-store", policy: None, body: text.into() }
}

/// The part of an address after the question mark.
struct Query<'a>(&'a str);

impl Query<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let value =
            self.0.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        Some(percent_decode_str(value).decode_utf8().ok()?.into_owned())
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }
}
