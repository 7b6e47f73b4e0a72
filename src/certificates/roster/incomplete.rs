//! Hours that do not complete a training: too few, or not a multiple of the step of partial credit.

use super::mapping::Field;
use super::rules::{SECOND, are};
use super::values::hours_in_words;
use super::{Person, Rules};

impl Rules<'_> {
    /// Returns why hours do not complete the training.
    pub(super) fn incomplete(&self, hours: f64, all: f64, sum: &str) -> Option<String> {
        let is_all = hours >= all - SECOND;
        if let Some(share) = self.completion.minimum_share() {
            let (minimum, percent) = (all * share, (share * 1000.0).round() / 10.0);
            return (hours < minimum - SECOND).then(|| {
                format!(
                    "{}{sum} {} fewer than {percent}% of {all}, {} hours, which completion \
                     requires",
                    hours_in_words(hours),
                    are(hours),
                    (minimum * 100.0).round() / 100.0
                )
            });
        }
        let Some((step, minimum)) = self.completion.partial() else {
            return (!is_all).then(|| {
                format!(
                    "{}{sum} {} fewer than the {} that completion requires",
                    hours_in_words(hours),
                    are(hours),
                    hours_in_words(all)
                )
            });
        };
        if hours < minimum - SECOND {
            return Some(format!(
                "{}{sum} {} fewer than the {} that partial credit requires",
                hours_in_words(hours),
                are(hours),
                hours_in_words(minimum)
            ));
        }
        let is_step = ((hours / step).round() * step - hours).abs() <= SECOND;
        (!is_step && !is_all).then(|| {
            format!(
                "partial credit is counted in steps of {}; {} is not a multiple",
                hours_in_words(step),
                hours_in_words(hours)
            )
        })
    }

    /// Returns the field to fix for hours that do not complete the training, and how to fix it.
    pub(super) fn describe_step(&self, person: &Person, hours: f64) -> (Field, String) {
        let or_fix = "or fix the hours";
        let none = || {
            let hint = "fix the hours, or delete the row if the person did not complete the \
                        training";
            (Field::Hours, hint.to_owned())
        };
        let Some((step, minimum)) = self.completion.partial() else { return none() };
        let down = |hours: f64| ((hours + SECOND) / step).floor() * step;
        if hours < minimum - SECOND || down(hours) <= 0.0 {
            return none();
        }
        let categories = self.categories.iter().map(|(name, _)| name).zip(&person.category_hours);
        let off: Vec<(&String, f64)> = categories
            .filter(|(_, hours)| **hours - down(**hours) > SECOND)
            .map(|(name, hours)| (name, down(*hours)))
            .collect();
        let Some((first, _)) = off.first() else {
            let hint = format!("write {}, rounded down to the step, {or_fix}", down(hours));
            return (Field::Hours, hint);
        };
        let values: Vec<String> =
            off.iter().map(|(name, hours)| format!("{hours} for `{name}`")).collect();
        let hint = format!("write {}, rounded down to the step, {or_fix}", values.join(" and "));
        (Field::Category((*first).clone()), hint)
    }
}
