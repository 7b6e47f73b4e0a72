//! Trainings: topics that exist, times in order, hours that can be earned.

use jiff::civil::Time;

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::trainings::{AgendaBlock, Completion, CompletionRule, Training, TrainingHours};
use crate::diagnostic::{Code, Place};

impl Checker<'_> {
    pub(super) fn trainings_place(&self, pointer: &str) -> Place {
        self.place(DataFile::Trainings, pointer)
    }

    pub(super) fn trainings(&mut self) {
        let partial = self.partial;
        let Some(trainings) = &partial.trainings else { return };
        for (index, training) in trainings.trainings.iter().enumerate() {
            let at = format!("/trainings/{index}");
            self.agenda(training, &at);
            if let Some(completion) = &training.completion {
                self.completion(completion, training.hours, &format!("{at}/completion"));
            }
            for (index, category) in training.hours_by_category.iter().enumerate() {
                self.category_minimum(category, &format!("{at}/hours_by_category/{index}"));
            }
        }
    }

    /// The minimum of a category is not more than its hours.
    fn category_minimum(&mut self, category: &TrainingHours, at: &str) {
        let hours = category.hours;
        if category.at_least.is_some_and(|minimum| minimum > hours) {
            let message = format!("`at_least` is more than the {hours} hours of the category");
            let place = self.trainings_place(&format!("{at}/at_least"));
            let hint = format!("write a number of hours up to {hours}");
            self.push(Code::BadValue, place, &message, &hint);
        }
    }

    /// A share needs its number, and no other rule has one.
    fn completion_share(&mut self, completion: &Completion, at: &str) {
        let (code, message, hint) = match (completion.rule, completion.share) {
            (CompletionRule::Share, None) => (
                Code::MissingField,
                "the rule `share` needs `share`",
                "add \"share\", such as 0.9 for 90%, or set \"rule\" to \"full\"",
            ),
            (CompletionRule::Full | CompletionRule::Partial, Some(_)) => (
                Code::BadValue,
                "`share` is only for the rule `share`",
                "remove it, or set \"rule\" to \"share\"",
            ),
            _ => return,
        };
        let place = self.trainings_place(at);
        self.push(code, place, message, hint);
    }

    /// Partial credit needs its two numbers, and neither is more than the whole training.
    fn completion(&mut self, completion: &Completion, hours: f64, at: &str) {
        self.completion_share(completion, at);
        let is_partial = completion.rule == CompletionRule::Partial;
        let is_share = completion.rule == CompletionRule::Share;
        for (field, value) in [("step", completion.step), ("at_least", completion.at_least)] {
            let (code, message, hint) = match (is_partial, value) {
                (true, None) => (
                    Code::MissingField,
                    format!("partial credit needs `{field}`"),
                    format!("add \"{field}\" in hours, or set \"rule\" to \"full\""),
                ),
                (false, Some(_)) if !(is_share && field == "step") => (
                    Code::BadValue,
                    format!("`{field}` is only for partial credit"),
                    "remove it, or set \"rule\" to \"partial\"".to_owned(),
                ),
                (_, Some(value)) if value > hours => (
                    Code::BadValue,
                    format!("`{field}` is more than the {hours} hours of the training"),
                    format!("write a number of hours up to {hours}"),
                ),
                _ => continue,
            };
            let place = self.trainings_place(at);
            self.push(code, place, &message, &hint);
        }
    }

    fn agenda(&mut self, training: &Training, at: &str) {
        let topics: Vec<&str> = training.topics.iter().map(|topic| topic.id.as_str()).collect();
        for (day_index, day) in training.agenda.iter().enumerate() {
            let mut previous: Option<&AgendaBlock> = None;
            for (index, block) in day.blocks.iter().enumerate() {
                let at = format!("{at}/agenda/{day_index}/blocks/{index}");
                self.block(block, previous, &topics, &at);
                previous = Some(block);
            }
        }
    }

    fn block(
        &mut self,
        block: &AgendaBlock,
        previous: Option<&AgendaBlock>,
        topics: &[&str],
        at: &str,
    ) {
        if let Some(topic) = &block.topic {
            let place = self.trainings_place(&format!("{at}/topic"));
            self.reference(topic.as_str(), "this training has no topic", topics, place);
        }
        if block.topic.is_some() == block.title.is_some() {
            let message = "a block needs either a `topic` or a `title`";
            let hint = "write the ID of a topic of this training under `topic`, or a `title`";
            let place = self.trainings_place(at);
            self.push(Code::MissingField, place, message, hint);
        }
        if block.end.0 <= block.start.0 {
            let (start, end) = (clock(block.start.0), clock(block.end.0));
            let place = self.trainings_place(&format!("{at}/end"));
            let message = format!("the block ends at {end}, but it starts at {start}");
            self.end_before_start(&message, place);
        }
        if previous.is_some_and(|before| block.start.0 < before.end.0) {
            let place = self.trainings_place(&format!("{at}/start"));
            self.end_before_start("the block starts before the previous one ends", place);
        }
    }
}

pub(super) fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}
