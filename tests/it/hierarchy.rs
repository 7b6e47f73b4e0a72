//! What readers see first: who sends a piece, what a flyer says from afar, whose certificate it is.

use std::fs;

use peerpress::pdf::{self, PageText};

use crate::project::Project;

/// Returns the pages of a file on the screen.
fn pages(project: &Project, file: &str) -> Vec<PageText> {
    pdf::text(&fs::read(project.path(&format!("out/screen/{file}"))).unwrap()).unwrap()
}

/// Returns the size of the line that contains these words, or 0.
fn size_of(page: &PageText, words: &str) -> f64 {
    let plain = |text: &str| text.replace('\u{a0}', " ");
    let found = page.lines.iter().find(|line| plain(&line.text).contains(words));
    found.map_or(0.0, |line| line.size)
}

#[test]
fn each_page_of_a_card_and_a_flyer_names_its_sender_at_the_top() {
    let project = &Project::built().0;
    let mut checked = 0;
    for file in project.files("out/screen") {
        let is_card = file.starts_with("rack-card-");
        if !file.ends_with(".en.pdf") || !(is_card || file.starts_with("flyer-")) {
            continue;
        }
        let height = if is_card { 9.0 } else { 11.0 } * 72.0;
        for (index, page) in pages(project, &file).iter().enumerate() {
            let found = page.lines.iter().any(|line| {
                line.text.contains("North Dakota Peer Support") && line.at.1 > height - 54.0
            });
            assert!(found, "{file}, page {}", index + 1);
            checked += 1;
        }
    }
    assert!(checked >= 14, "{checked}");
}

#[test]
fn a_session_flyer_says_what_when_and_where_from_afar() {
    let project = &Project::built().0;
    let page = pages(project, "flyer-session.2027-02-bismarck.en.pdf").remove(0);
    for words in
        ["Core Competency", "February 8–12, 2027", "Bismarck", "Monday–Friday", "Community"]
    {
        assert!(size_of(&page, words) >= 21.0, "{words}: {}", size_of(&page, words));
    }
    let times = page.text().matches("8:30").count();
    assert_eq!(times, 1, "the times are said once");
}

/// From ten feet, letters of a quarter of an inch are legible.
#[test]
fn a_poster_is_read_from_ten_feet() {
    let project = &Project::built().0;
    let page = pages(project, "poster.en.pdf").remove(0);
    for (words, least) in [
        ("Hope walks", 108.0),
        ("701-555-0100", 72.0),
        ("Talk with someone", 40.0),
        ("988", 27.0),
        ("North Dakota Peer Support", 27.0),
        ("Scan to", 24.0),
    ] {
        assert!(size_of(&page, words) >= least, "{words}: {}", size_of(&page, words));
    }
}

/// More sessions take more pages, not smaller type.
#[test]
fn a_list_of_trainings_says_when_what_and_where_from_afar() {
    let project = &Project::built().0;
    let pages = pages(project, "flyer-trainings.en.pdf");
    let text = pages[0].text().replace(['\u{a0}', '\n'], " ");
    let (dates, title) = (text.find("January 21, 2027"), text.find("Boundaries and Ethics"));
    assert!(dates.is_some() && dates < title, "{text}");
    let expected = [
        ["January 21, 2027", "Boundaries and Ethics", "Live online"],
        ["February 8–12, 2027", "Core Competency", "Bismarck"],
        ["Fridays, March 5–April 9, 2027", "Core Competency", "Live online"],
        ["May 10–14, 2027", "Core Competency", "Fargo"],
        ["June 16, 2027", "Boundaries and Ethics", "Minot"],
    ];
    for words in expected.iter().flatten() {
        let size = pages.iter().map(|page| size_of(page, words)).fold(0.0, f64::max);
        assert!(size >= 21.0, "{words}: {size}");
    }
}

#[test]
fn tabs_have_a_large_number() {
    let project = &Project::built().0;
    let page = pages(project, "flyer-tear-off.en.pdf").remove(0);
    let numbers: Vec<f64> = page
        .lines
        .iter()
        .filter(|line| line.artifact && line.text.contains("701-555-0100"))
        .map(|line| line.size)
        .collect();
    assert_eq!(numbers.len(), 8);
    assert!(numbers.iter().all(|size| *size >= 18.0), "{numbers:?}");
}

#[test]
fn the_name_is_the_largest_thing_on_a_certificate() {
    let project = &Project::built().0;
    for (file, name) in [
        ("certificate-completion", "Sample-Rivera"),
        ("certificate-ce", "Sample-Núñez"),
        ("certificate-certified", "Sample-Lindqvist"),
    ] {
        for lang in ["en", "es"] {
            let page = pages(project, &format!("{file}.{lang}.pdf")).remove(0);
            let largest = page.lines.iter().map(|line| line.size).fold(0.0, f64::max);
            let size = size_of(&page, name);
            assert!(size >= largest && size >= 48.0, "{file} {lang}: {size} of {largest}");
        }
    }
    let page = pages(project, "certificate-completion.en.pdf").remove(0);
    let hours = page.lines.iter().find(|line| line.text.trim() == "40").unwrap();
    assert!(hours.size >= 15.0, "{hours:?}");
}

#[test]
fn people_sign_the_sheet_of_a_single_day_and_write_their_times() {
    let project = &Project::built().0;
    let one = pages(project, "sheet-sign-in.2026-11-bismarck.en.pdf")[0].text();
    assert!(one.contains("Signature") && one.contains("Time in"), "{one}");
    assert!(!one.contains("initials"), "{one}");
    let five = pages(project, "sheet-sign-in.2027-02-bismarck.en.pdf")[0].text();
    assert!(five.contains("initials") && !five.contains("Time in"), "{five}");
}

#[test]
fn a_headline_of_many_words_is_set_in_time() {
    let project = Project::starter();
    let long = "Someone has been there and knows the way, and they can walk beside you as far \
                as you want to go, on good days and on all the others too.";
    project.edit("data/pieces.json", "\"Someone has been there.\"", &format!("\"{long}\""));
    // Breaking so many words in every way would take hours.
    let run = project.run(&["build", "flyer-tear-off", "--lang", "en"]);
    assert!(!run.err.contains("template-endless"), "{}", run.err);
}
