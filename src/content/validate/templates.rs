//! Templates: checks that what each `template.json` asks for exists, and that its pages can be
//! printed.

use super::Checker;
use crate::content::edition::Edition;
use crate::content::template::{PageRange, Template, Trim};
use crate::content::text::Length;
use crate::diagnostic::Code;
use crate::source::Source;

impl Checker<'_> {
    pub(super) fn templates(&mut self) {
        let partial = self.partial;
        for (name, template) in &partial.templates {
            let file = format!("templates/{name}/template.json");
            let Some(source) = partial.sources.get(&file) else { continue };
            self.needs(source, template);
            self.pages(source, "", &template.trim, template.pages);
            self.folds(source, template);
            if let Some(large) = &template.large_print {
                self.pages(source, "/large_print", &large.trim, large.pages);
                if !template.editions.contains(&Edition::LargePrint) {
                    let message = "`large_print` has no effect without the edition `large-print`";
                    let hint = "add \"large-print\" to `editions`, or remove `large_print`";
                    self.bad_template(source, "/large_print", message, hint);
                }
            }
            self.image(source, template);
            let Some(wording) = &partial.wording else { continue };
            let known: Vec<&str> = wording.words.keys().map(String::as_str).collect();
            for (index, word) in template.words.iter().enumerate() {
                let place = source.place(&format!("/words/{index}"));
                self.reference(word, "`data/wording.json` has no phrase", &known, place);
            }
        }
    }

    /// Checks that the image edition and its pictures come together.
    fn image(&mut self, source: &Source, template: &Template) {
        let (pointer, message, hint) =
            match (&template.image, template.editions.contains(&Edition::Image)) {
                (Some(_), false) => (
                    "/image",
                    "`image` has no effect without the edition `image`",
                    "add \"image\" to `editions`, or remove `image`",
                ),
                (None, true) => (
                    "/editions",
                    "the edition `image` needs the sizes of its pictures",
                    "add \"image\": { \"sizes\": [\"1080x1080\"], \"safe\": 64 }",
                ),
                _ => return,
            };
        self.bad_template(source, pointer, message, hint);
    }

    fn bad_template(&mut self, source: &Source, pointer: &str, message: &str, hint: &str) {
        self.push(Code::BadTemplate, source.place(pointer), message, hint);
    }

    fn needs(&mut self, source: &Source, template: &Template) {
        for (index, need) in template.needs.iter().enumerate() {
            let Some(required) = need.required_repeat() else { continue };
            if !template.repeat.is_some_and(|repeat| required.contains(&repeat)) {
                let name = need.name();
                let message =
                    format!("`{name}` requires a template that makes one file for each {name}");
                let over = required.first().map_or("", |repeat| repeat.name());
                let hint = format!("add \"over\": \"{over}\"");
                self.bad_template(source, &format!("/needs/{index}"), &message, &hint);
            }
        }
        for need in template.fields.keys().filter(|need| !template.needs.contains(need)) {
            let name = need.name();
            let message = format!("`fields` lists `{name}`, but `needs` does not");
            let hint = format!("add \"{name}\" to `needs`, or remove it from `fields`");
            let place = source.key_place(&format!("/fields/{name}"));
            self.push(Code::BadTemplate, place, &message, &hint);
        }
    }

    /// Checks that folds are on the page, in order.
    fn folds(&mut self, source: &Source, template: &Template) {
        let width = template.trim.width.0;
        let mut last = 0.0;
        for (index, fold) in template.folds.iter().enumerate() {
            if fold.0 <= last || fold.0 >= width {
                let message = "a fold is not on the page, or before another one";
                let hint = format!(
                    "write the distances in order, all smaller than the width of {}",
                    template.unit().name(width, 2)
                );
                self.bad_template(source, &format!("/folds/{index}"), message, &hint);
            }
            last = fold.0;
        }
    }

    /// Checks that pages of this size and number can be printed. `at` points to the object with
    /// `trim` and `pages`.
    fn pages(&mut self, source: &Source, at: &str, trim: &Trim, pages: PageRange) {
        if pages.max < pages.min {
            let message = "`max` is smaller than `min`";
            let hint = "put the larger number under `max`";
            self.bad_template(source, &format!("{at}/pages/max"), message, hint);
        }
        for (field, length) in [("width", &trim.width), ("height", &trim.height)] {
            if !(0.5..=60.0).contains(&(length.0 / Length::INCH)) {
                let message =
                    format!("a {field} of {} cannot be printed", length.1.name(length.0, 2));
                let hint = "write a length from 0.5 in to 60 in";
                self.bad_template(source, &format!("{at}/trim/{field}"), &message, hint);
            }
        }
    }
}
