//! probe
use std::sync::Arc;
use peerpress::{content, diagnostic::Report, plan::{self, SheetChoice, Recipient}, project::Project, typeset::{Engine, Fonts}, content::template::Edition, certificates::batch::{Press, Order, Recipients}};
use std::time::Instant;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n: usize = args.iter().filter_map(|a| a.parse().ok()).next().unwrap_or(1000);
    let mode = args.iter().find(|a| ["single","all","both"].contains(&a.as_str())).cloned().unwrap_or("both".into());
    let edition = if args.iter().any(|a| a == "press") { Edition::Press } else { Edition::Screen };
    let piece = args.iter().find(|a| a.starts_with("certificate-")).cloned().unwrap_or("certificate-completion".into());
    rayon::ThreadPoolBuilder::new().num_threads(std::env::var("R").map_or(2, |v| v.parse().unwrap())).stack_size(16 * 1024 * 1024).build_global().unwrap();
    let project = Project::open(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut report = Report::default();
    let content = content::read(&project, &mut report).unwrap();
    let sheet = plan::sheet(&content, &report, &SheetChoice { piece: &piece, edition, lang: "en", vendor: None, session: Some("2026-10-grand-forks") }).unwrap();
    let (engine, _) = Engine::new(&project, Fonts::read(&project), 2);
    let press = Arc::new(Press::new(&project, Arc::new(engine), sheet).map_err(|f| println!("{f:?}")).unwrap());
    let recipients: Recipients = Arc::new(|i| Recipient { kind: "completion".into(), name: format!("Person Number-{i} Sample"), number: format!("NDPS-2026-{i:05}-7"), replaces: (i == 1).then(|| "NDPS-2026-00001-7".into()), issued: jiff::civil::date(2026, 10, 10), hours: Some(40.0), hours_by_category: vec![("Ethics".into(), 6.0),("Core".into(), 34.0)], valid_from: None, valid_until: None, verify: format!("https://example.org/verify#{}", format!("{i:06}aBc-").repeat(25)) });
    let out = std::path::PathBuf::from("/tmp/issue-out"); let _ = std::fs::remove_dir_all(&out);
    let order = Order { places: 0..n, folder: (mode != "all").then(|| out.clone()), all: (mode != "single").then(|| out.join("all.pdf")), jobs: std::env::var("J").map_or(2, |v| v.parse().unwrap()) };
    let t = Instant::now();
    if let Err(p) = press.run(&recipients, &order, |_| ()) { println!("{p:?}"); }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    println!("{mode} {n}: {:.0}/s {}", n as f64 / t.elapsed().as_secs_f64(), status.lines().find(|l| l.starts_with("VmHWM")).unwrap());
    println!("cpu {}", std::fs::read_to_string("/proc/self/stat").unwrap().split(' ').skip(13).take(2).collect::<Vec<_>>().join("+"));
}
