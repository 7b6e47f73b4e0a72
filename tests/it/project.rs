//! A project in a temporary folder that tests edit and build.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use peerpress::content::edition::Edition;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::golden::PREVIEW;

/// Returns the root of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the Python that has these libraries. Without one, says what is missing in the tests;
/// `.ci/run` installs them.
pub(crate) fn python(libraries: &str, without: &str) -> Option<String> {
    let python = std::env::var("PEERPRESS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let import = Command::new(&python).args(["-c", &format!("import {libraries}")]).output();
    if import.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    eprintln!("no Python with {libraries}: {without}");
    None
}

/// A project for one test.
pub(crate) struct Project {
    root: PathBuf,
    /// The folder of the project and of its state. It is removed at the end of the test.
    folder: Option<TempDir>,
}

/// Where projects are. Each command waits several times until the disk has what it wrote, so a
/// folder in memory is faster, if there is one with enough room.
fn temporary_folder() -> PathBuf {
    #[cfg(target_os = "linux")]
    {
        const ROOM: u64 = 2 << 30;
        let has_room = |folder: &Path| {
            let is_writable = tempfile::tempfile_in(folder).is_ok();
            let system = rustix::fs::statvfs(folder).ok().filter(|_| is_writable);
            system.is_some_and(|system| system.f_bavail * system.f_frsize > ROOM)
        };
        let memory = Path::new("/dev/shm");
        if std::env::var_os("TMPDIR").is_none() && has_room(memory) {
            return memory.to_owned();
        }
    }
    std::env::temp_dir()
}

/// The result of running `peerpress`.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Project {
    /// The small project of `tests/projects/small`, with the two fonts that it needs.
    pub(crate) fn small() -> Self {
        static SMALL: LazyLock<Project> = LazyLock::new(|| {
            let project = Project::kept("small");
            copy(&repository().join("tests/projects/small"), project.root());
            for font in ["SourceSans3_400Regular.ttf", "SourceSans3_700Bold.ttf"] {
                let bytes = fs::read(repository().join("fonts/source-sans-3").join(font)).unwrap();
                project.write(&format!("fonts/{font}"), bytes);
            }
            let profile = "data/press/gracol2006-coated-tr006.icc";
            project.write(profile, fs::read(repository().join(profile)).unwrap());
            project
        });
        Self::copy_of(&SMALL)
    }

    /// Adds a font from `fonts/noto`.
    pub(crate) fn add_noto(&self, font: &str) {
        let bytes = fs::read(repository().join("fonts/noto").join(font)).unwrap();
        self.write(&format!("fonts/{font}"), bytes);
    }

    /// The small project after a build of its screen edition and of one press file.
    pub(crate) fn small_built() -> Self {
        static BUILT: LazyLock<Project> = LazyLock::new(|| {
            let project = Project::kept("small-built");
            copy(Project::small().root(), project.root());
            project.run(&["build"]).succeeded();
            project.run(&["build", "note", "--edition", "press", "--lang", "en"]).succeeded();
            project
        });
        Self::copy_of(&BUILT)
    }

    /// The starter project as `peerpress new` creates it.
    pub(crate) fn starter() -> Self {
        static UNFOLDED: LazyLock<Project> = LazyLock::new(|| {
            let project = Project::kept("new");
            project.unfold();
            project
        });
        Self::copy_of(&UNFOLDED)
    }

    /// A program of another kind: the data of `tests/projects/coast`, and all else as
    /// `peerpress new` creates it.
    pub(crate) fn coast() -> Self {
        Self::empty().with_coast()
    }

    /// The same in a folder that several tests use. It stays until the next run of the tests.
    pub(crate) fn kept_coast() -> Self {
        Self::kept("coast").with_coast()
    }

    fn with_coast(self) -> Self {
        self.unfold();
        for folder in ["data/pictures", "data/samples"] {
            fs::remove_dir_all(self.path(folder)).unwrap();
        }
        copy(&repository().join("tests/projects/coast"), self.root());
        self
    }

    /// A project that several tests use. Its folder stays until the next run of the tests.
    pub(crate) fn kept(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        let project = Self { root, folder: None };
        let _ = fs::remove_dir_all(project.state());
        project
    }

    /// A copy of a project in a temporary folder.
    pub(crate) fn copy_of(other: &Self) -> Self {
        let project = Self::empty();
        transfer(other.root(), project.root(), &|from, to| match from.extension() {
            Some(extension) if extension == "ttf" || extension == "icc" => {
                fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
            }
            _ => fs::copy(from, to).map(drop),
        });
        project
    }

    /// The starter project, built once in every edition, and what the build printed. It has a
    /// private key and a ledger, which its files must not show. Tests that use it must not change
    /// it.
    pub(crate) fn built() -> &'static (Self, Run) {
        static BUILT: LazyLock<(Project, Run)> = LazyLock::new(|| {
            let project = Project::kept("starter");
            project.unfold();
            project.run(&["keys", "new"]).succeeded();
            fs::copy(repository().join("tests/ledgers/version-2.db"), project.path("ledger.db"))
                .unwrap();
            let editions = Edition::ALL.iter().map(|edition| edition.name()).collect::<Vec<_>>();
            let args = ["build", "--draft", "--format", "json", "--edition", &editions.join(",")];
            let run = project.run_on("2026-11-22", &[&args[..], &PREVIEW].concat()).succeeded();
            (project, run)
        });
        &BUILT
    }

    pub(crate) fn empty() -> Self {
        static FOLDER: LazyLock<PathBuf> = LazyLock::new(temporary_folder);
        let folder = TempDir::new_in(&*FOLDER).unwrap();
        let root = folder.path().join("project");
        fs::create_dir(&root).unwrap();
        Self { root, folder: Some(folder) }
    }

    /// Unfolds the starter into the project's folder, which does not exist yet.
    fn unfold(&self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peerpress"));
        Run::of(&command.arg("new").arg(&self.root).output().unwrap()).succeeded();
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        relative.split('/').fold(self.root().to_owned(), |path, part| path.join(part))
    }

    /// Reads a file of JSON.
    pub(crate) fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    pub(crate) fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative))
            .unwrap_or_else(|error| panic!("{relative}: {error}"))
    }

    /// The text of a finished PDF on one line.
    pub(crate) fn text(&self, relative: &str) -> String {
        let bytes =
            fs::read(self.path(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"));
        let pages = peerpress::pdf::text(&bytes).unwrap();
        let text = pages.iter().map(|page| page.text()).collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn write(&self, relative: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // The file may be a link to one that other tests use.
        let _ = fs::remove_file(&path);
        fs::write(path, bytes).unwrap();
    }

    /// Replaces the first occurrence of a text that must be there.
    pub(crate) fn edit(&self, relative: &str, find: &str, with: &str) {
        let text = self.read(relative);
        assert!(text.contains(find), "{relative} has no {find:?}");
        self.write(relative, text.replacen(find, with, 1));
    }

    /// Runs `peerpress` in the project, on a date before all sessions in the data.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_on("2027-01-01", args)
    }

    /// Runs `peerpress` in the project on a given date.
    pub(crate) fn run_on(&self, day: &str, args: &[&str]) -> Run {
        let date: jiff::civil::Date = day.parse().unwrap();
        let epoch = date.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second();
        let output =
            self.command(args).env("SOURCE_DATE_EPOCH", epoch.to_string()).output().unwrap();
        Run::of(&output)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peerpress"));
        command.current_dir(self.root()).args(args).env("NO_COLOR", "1");
        command.env("PEERPRESS_STATE", self.state());
        command
    }

    /// The folder in which this project's commands keep what they saw last.
    pub(crate) fn state(&self) -> PathBuf {
        if let Some(folder) = &self.folder {
            return folder.path().join("state");
        }
        let name = Sha256::digest(self.root().as_os_str().as_encoded_bytes());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("state");
        folder.join(HEXLOWER.encode(&name[..8]))
    }

    /// The PDF files in a folder, as `files` returns them.
    pub(crate) fn pdfs(&self, folder: &str) -> Vec<String> {
        let mut files = self.files(folder);
        files.retain(|file| file.ends_with(".pdf"));
        files
    }

    /// Returns the sorted names of the files in a folder; empty if the folder does not exist.
    pub(crate) fn files(&self, relative: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(relative))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Run {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails unless the exit code is 0.
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self
    }
}

/// Copies a folder and everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    transfer(from, to, &|from, to| fs::copy(from, to).map(drop));
}

/// Brings each file of a folder to the same place in another.
fn transfer(from: &Path, to: &Path, bring: &dyn Fn(&Path, &Path) -> io::Result<()>) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            transfer(&entry.path(), &target, bring);
        } else {
            bring(&entry.path(), &target).unwrap();
        }
    }
}
