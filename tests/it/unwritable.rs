//! Acts while something cannot be written: a full disk, a read-only folder or file, something in
//! the place of a file. Each says what is pending, and the next command completes it.

use std::fs;
use std::path::{Path, PathBuf};

use peerpress::certificates::ledger::Ledger;
use rayon::prelude::*;

use crate::acts::{ACTS, Act, complaints, prepared};
use crate::project::{Project, Run};
use crate::publish::{pending, run};

/// Files that acts write: the status list, and files of three sessions.
const PLACES: [&str; 6] = [
    "verify/status.json",
    "out/certificates/2026-11-minot/all.pdf",
    "out/certificates/2026-11-minot/mailmerge.csv",
    "out/certificates/2026-11-minot/SMALL-2026-00001-4.pdf",
    "out/certificates/2026-09-minot/issued.csv",
    "out/certificates/2026-10-minot/all.pdf",
];

/// What is reported of an act in a project that was made unwritable, and is made writable again.
fn wrong_after(act: &Act, block: &dyn Fn(&Project), free: &dyn Fn(&Project)) -> Vec<String> {
    let project = prepared();
    let before = head(&project);
    block(&project);
    let run_ = run_act(act, &project);
    let mut found = Vec::new();
    let mut complain = |what: &str| found.push(format!("{}: {what}: {run_:?}", act.name()));
    let is_changed = head(&project) != before;
    match (run_.code, is_changed) {
        (0, _) if !pending(&project).is_empty() && !act.is_part() => complain("is not complete"),
        (0, _) => {}
        (2, true) if !run_.err.contains("the ledger was updated, but") => {
            complain("does not say that the ledger was updated");
        }
        (2, _) if !run_.err.contains("hint: ") => complain("has no hint"),
        (2, _) => {}
        _ => complain("has another exit code"),
    }
    free(&project);
    run(&project, &["keys", "list"]).succeeded();
    if is_changed && pending(&project).is_empty() && !(act.is_done)(&project) {
        complain("is not done");
    }
    found.extend(complaints(&project).into_iter().map(|it| format!("{}: {it}", act.name())));
    found
}

fn run_act(act: &Act, project: &Project) -> Run {
    let args = act.args(project);
    run(project, &args.iter().map(String::as_str).collect::<Vec<_>>())
}

fn head(project: &Project) -> u32 {
    Ledger::open_to_read(&project.path("ledger.db")).unwrap().head().unwrap().count
}

/// A folder in the place of a file cannot be replaced, by any user on any system.
#[test]
fn something_in_the_place_of_files_delays_an_act_and_loses_nothing() {
    let block = |project: &Project| {
        for place in PLACES.iter().map(|place| project.path(place)) {
            fs::create_dir_all(project.path("kept")).unwrap();
            fs::copy(&place, place_of(project, &place)).unwrap();
            fs::remove_file(&place).unwrap();
            fs::create_dir_all(place.join("in the way")).unwrap();
        }
    };
    let free = |project: &Project| {
        for place in PLACES.iter().map(|place| project.path(place)) {
            fs::remove_dir_all(&place).unwrap();
            fs::copy(place_of(project, &place), &place).unwrap();
        }
    };
    let found: Vec<String> =
        ACTS.par_iter().flat_map(|act| wrong_after(act, &block, &free)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// Where a file is kept while something else is in its place.
fn place_of(project: &Project, file: &Path) -> PathBuf {
    let name =
        file.strip_prefix(project.root()).unwrap().to_string_lossy().replace(['/', '\\'], "-");
    project.path("kept").join(name)
}

/// Every file of a project outside the folder of locks, with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() && entry.file_name() != ".peerpress" {
            found.extend(contents(&path));
        } else if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}

/// `ulimit -f` stops every file at a number of blocks, as a full disk does, in the middle.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_changes_nothing_that_an_act_began() {
    let attempt = |act: &Act, blocks: u32| {
        let project = prepared();
        let before = contents(project.root());
        let mut command = std::process::Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_peerpress")]);
        command.args(act.args(&project)).current_dir(project.root());
        command.env("PEERPRESS_STATE", project.state()).env("SOURCE_DATE_EPOCH", "1795132800");
        let run_ = Run::of(&command.output().unwrap());
        let name = format!("{} with {blocks} blocks", act.name());
        let mut found = Vec::new();
        if run_.code == 0 && !(act.is_done)(&project) {
            found.push(format!("{name}: is not done: {run_:?}"));
        } else if run_.code == 2 && !run_.err.contains("disk") {
            found.push(format!("{name}: does not say why: {run_:?}"));
        } else if !matches!(run_.code, 0 | 2) {
            found.push(format!("{name}: {run_:?}"));
        }
        if run_.code != 0 && contents(project.root()) != before && pending(&project).is_empty() {
            let after = contents(project.root());
            let changed: Vec<_> =
                after.iter().filter(|file| !before.contains(file)).map(|file| &file.0).collect();
            found.push(format!("{name}: changed {changed:?}: {run_:?}"));
        }
        run(&project, &["keys", "list"]).succeeded();
        found.extend(complaints(&project).into_iter().map(|it| format!("{name}: {it}")));
        found
    };
    // With room for a few pages, what is small can be written, and the rest ends in the middle.
    let small = ["keys", "transcript", "backup", "restore", "export", "--partition"];
    let in_the_middle =
        ACTS.par_iter().filter(|act| small.iter().any(|it| act.name().contains(it)));
    let cases = ACTS.par_iter().map(|act| (act, 0)).chain(in_the_middle.map(|act| (act, 8)));
    let found: Vec<String> = cases.flat_map(|(act, blocks)| attempt(act, blocks)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// Folders and files that may be read only, for a user without special rights.
#[cfg(unix)]
#[test]
fn read_only_folders_delay_an_act_and_lose_nothing() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    const SOMEONE: u32 = 65534;
    /// Everything in a folder, and the folder.
    fn tree(folder: &Path) -> Vec<PathBuf> {
        let inside = fs::read_dir(folder).unwrap().flatten().flat_map(|entry| {
            if entry.path().is_dir() { tree(&entry.path()) } else { vec![entry.path()] }
        });
        inside.chain([folder.to_owned()]).collect()
    }
    let set =
        |path: &Path, mode| fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    let found: Vec<String> =
        ["verify", crate::publish::FILES, "data", "out/certificates/2026-09-minot"]
            .par_iter()
            .flat_map(|folder| ACTS.par_iter().map(move |act| (*folder, act)))
            .filter(|(folder, act)| matters(folder, act))
            .flat_map(|(folder, act)| {
                let project = prepared();
                let parent = project.root().parent().unwrap();
                let is_root = fs::metadata(parent).unwrap().uid() == 0;
                if is_root {
                    tree(parent).iter().for_each(|path| chown(path, Some(SOMEONE), None).unwrap());
                }
                set(&project.path(folder), 0o555);
                let before = head(&project);
                let args = act.args(&project);
                let mut command =
                    project.command(&args.iter().map(String::as_str).collect::<Vec<_>>());
                command.env("SOURCE_DATE_EPOCH", "1795132800");
                if is_root {
                    std::os::unix::process::CommandExt::uid(&mut command, SOMEONE);
                }
                let run_ = Run::of(&command.output().unwrap());
                set(&project.path(folder), 0o755);
                let name = format!("{} without {folder}", act.name());
                let mut found = Vec::new();
                let says = run_.err.contains("the ledger was updated, but");
                if run_.code != 2 || says != (head(&project) != before) {
                    found.push(format!("{name}: {run_:?}"));
                }
                run(&project, &["keys", "list"]).succeeded();
                found.extend(complaints(&project).into_iter().map(|it| format!("{name}: {it}")));
                found
            })
            .collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// Whether an act writes to a folder.
#[cfg(unix)]
fn matters(folder: &str, act: &Act) -> bool {
    let name = act.name();
    match folder {
        "verify" => name.starts_with("certificates revoke") || name.contains("KEY0"),
        "data" => name.starts_with("keys "),
        "out/certificates/2026-09-minot" => name.contains("correct --session"),
        _ => name.contains("kim.csv") || name.contains("00001-4") || name.contains("correct SMALL"),
    }
}
