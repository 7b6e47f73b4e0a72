//! What shells, editors, and code hosts need: completions, manual pages, colors, SARIF, exit codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use peerpress::content::data_file::DataFile;
use serde_json::Value;

use crate::project::{Project, python, repository};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

/// What bash offers for the last word of a line.
fn completions(folder: &Path, line: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_peerpress"))
        .current_dir(folder)
        .env("PEERPRESS_COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", (line.len() - 1).to_string())
        .env("_CLAP_IFS", "\n")
        .arg("--")
        .args(line)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn words_are_completed_from_the_project() {
    let project = Project::starter();
    let at = |line: &[&str]| completions(project.root(), line);
    assert_eq!(at(&["peerpress", "bui"]), ["build"]);
    assert_eq!(at(&["peerpress", "build", "flyer-b"]), ["flyer-benefits"]);
    assert_eq!(at(&["peerpress", "build", "--lang", "en,e"]), ["en,en", "en,es"]);
    assert_eq!(at(&["peerpress", "pack", "--vendor", "sample-d"]), ["sample-digital"]);
    assert_eq!(at(&["peerpress", "certify", "--session", "2026-11"]), ["2026-11-bismarck"]);
    assert_eq!(at(&["peerpress", "certificates", "list", "--session", "2026-11"]).len(), 1);
    assert_eq!(at(&["peerpress", "explain", "overse"]), ["overset"]);
    assert!(at(&["peerpress", "build", "--partner", ""]).is_empty());

    // A project in another folder, none, and one with a broken file.
    let elsewhere = Project::empty();
    let new = |words: &[&str]| {
        completions(elsewhere.root(), &[&["peerpress", "new", "my"], words].concat())
    };
    assert_eq!(new(&["--example", "n"]), ["none", "north-dakota"]);
    assert_eq!(new(&["--lang", "en,fr"]), ["en,fr", "en,fr-CA"]);
    let named = ["peerpress", "-C", project.root().to_str().unwrap(), "build", "flyer-b"];
    assert_eq!(completions(elsewhere.root(), &named), ["flyer-benefits"]);
    assert!(completions(elsewhere.root(), &["peerpress", "build", "--vendor", ""]).is_empty());
    project.write("data/pieces.json", "{ \"pieces\": [");
    assert!(!at(&["peerpress", "build", "fly"]).iter().any(|word| word.starts_with("flyer-")));
}

#[test]
fn every_shell_has_a_script_and_every_command_a_manual_page() {
    let project = Project::empty();
    for shell in SHELLS {
        let script = project.run(&["completions", shell]).succeeded().out;
        assert!(script.contains("PEERPRESS_COMPLETE"), "{shell}: {script}");
    }
    let error = project.run(&["completions", "tcsh"]);
    assert_eq!(error.code, 2);
    assert!(error.err.contains("bash"), "{}", error.err);

    project.run(&["man-pages", project.path("man").to_str().unwrap()]).succeeded();
    let page = fs::read_to_string(project.path("man/peerpress-certificates-mail.1")).unwrap();
    assert!(page.contains("peerpress certificates mail \\-\\-session"), "{page}");
    assert!(fs::read_dir(project.path("man")).unwrap().count() > 40);
}

/// The published schema of SARIF judges a log with places of every kind.
#[test]
fn findings_are_a_valid_sarif_log() {
    let project = Project::small();
    project.edit("data/program.json", "\"phone\": \"", "\"phone\": \"x");
    let run = project.run(&["check", "--format", "sarif"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    let log: Value = serde_json::from_str(&run.out).unwrap();

    let schema = fs::read(repository().join("tests/sarif/sarif-schema-2.1.0.json")).unwrap();
    let mut schema: Value = serde_json::from_slice(&schema).unwrap();
    // The published file has brackets that no others open.
    for owner in ["run", "toolComponent"] {
        let language = format!("/definitions/{owner}/properties/language");
        let language = schema.pointer_mut(&language).unwrap().as_object_mut().unwrap();
        assert!(language.remove("pattern").is_some());
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
    let mut broken = log.clone();
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&broken));

    // They are those of the other formats.
    let records = project.run(&["check", "--format", "json"]).out;
    let records = records.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let findings: Vec<Value> = records.filter(|record| record["type"] == "finding").collect();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), findings.len());
    for (result, finding) in results.iter().zip(&findings) {
        assert_eq!(result["ruleId"], finding["code"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["region"]["startLine"], finding["line"], "{result}");
        let rule = &log["runs"][0]["tool"]["driver"]["rules"]
            [result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], finding["code"]);
    }
    assert!(results.iter().any(|result| result["level"] == "error"));

    // Nothing is wrong: a log without results. Other commands have other results.
    let clean = Project::small().run(&["check", "note", "--format", "sarif"]);
    assert_eq!(clean.code, 0);
    let log: Value = serde_json::from_str(&clean.out).unwrap();
    assert!(validator.is_valid(&log));
    let refused = Project::small().run(&["certificates", "list", "--format", "sarif"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("`build`, `check`, and `pack`"), "{}", refused.err);
}

fn check_with(project: &Project, variables: &[(&str, &str)], args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_peerpress"))
        .arg("check")
        .args(args)
        .current_dir(project.root())
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn colors_follow_the_environment_and_the_command_line() {
    let project = Project::small();
    project.edit("data/program.json", "\"phone\": \"", "\"phone\": \"x");
    let is_colored = |variables: &[(&str, &str)], args: &[&str]| {
        let printed = check_with(&project, variables, args);
        assert!(printed.contains("error"), "{printed}");
        printed.contains('\u{1b}')
    };
    assert!(!is_colored(&[], &[]));
    assert!(is_colored(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!is_colored(&[("CLICOLOR_FORCE", "0")], &[]));
    assert!(!is_colored(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(is_colored(&[("NO_COLOR", "1")], &["--color", "always"]));
    assert!(!is_colored(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
}

/// VS Code completes and checks every data file, and finds the place of every finding.
#[test]
fn the_starter_is_ready_for_the_editor() {
    let project = Project::starter();
    let settings: Value = project.json(".vscode/settings.json");
    let schemas = settings["json.schemas"].as_array().unwrap();
    for file in DataFile::ALL {
        let schema = format!("./data/schema/{}.schema.json", file.name());
        assert!(schemas.iter().any(|entry| entry["url"] == schema.as_str()), "{schema}");
        assert!(project.path(&schema).is_file(), "{schema}");
    }
    let Some(python) = python("re", "the problem matcher is not tried") else { return };
    let tasks: Value = project.json(".vscode/tasks.json");
    let matcher = &tasks["tasks"][0]["problemMatcher"]["pattern"]["regexp"];
    project.edit("data/program.json", "\"phone\": \"701", "\"phone\": \"x");
    let printed = check_with(&project, &[], &["rack-card-overview", "--format", "short"]);
    let script = "import re,sys\nfor line in sys.argv[2].splitlines():\n  \
                  print(*re.match(sys.argv[1], line).groups()[:5])";
    let args = ["-c", script, matcher.as_str().unwrap(), &printed];
    let output = Command::new(python).args(args).output().unwrap();
    let places = String::from_utf8(output.stdout).unwrap();
    assert!(
        places.lines().any(|line| {
            line.starts_with("data/program.json ") && line.ends_with(" error bad-value")
        }),
        "{places}{printed}"
    );
    assert_eq!(places.lines().count(), printed.lines().count());
}

fn run_in(project: &Project, args: &[&str], columns: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_peerpress"))
        .args(args)
        .current_dir(project.root())
        .env("COLUMNS", columns)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn mistyped_commands_name_the_nearest_and_the_help_names_the_exit_codes() {
    let project = Project::empty();
    let error = |args: &[&str]| {
        let output = run_in(&project, args, "80");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(error(&["biuld"]).contains("'build'"));
    assert!(error(&["build", "--edtion", "press"]).contains("'--edition'"));
    assert!(error(&["build", "--edition", "pres"]).contains("'press'"));
    let help = |args: &[&str], columns| {
        let output = run_in(&project, args, columns);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(help(&["--help"], "80").contains("Exit codes:\n  0 "));
    assert!(help(&["verify", "--help"], "80").contains("\n  11  revoked\n"));
    // On a narrow terminal, words are broken over lines, and none is lost.
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let args = ["certify", "--help"];
    assert_eq!(words(&help(&args, "40")), words(&help(&args, "100")));
}
