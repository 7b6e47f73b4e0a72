//! The options of a command as they were given, for a command to run later.

use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Command};

use crate::shell::quoted;

/// Returns the options that were given, except some, in the order in which the help lists them.
pub(super) fn given_options(
    command: &Command,
    matches: &ArgMatches,
    except: &[&str],
) -> Vec<String> {
    let mut given = Vec::new();
    for argument in command.get_arguments().filter(|argument| !argument.is_positional()) {
        let id = argument.get_id().as_str();
        let is_given = matches.value_source(id) == Some(ValueSource::CommandLine);
        let Some(name) = argument.get_long().filter(|_| is_given && !except.contains(&id)) else {
            continue;
        };
        if matches!(argument.get_action(), ArgAction::SetTrue) {
            given.push(format!("--{name}"));
            continue;
        }
        for value in matches.get_raw(id).into_iter().flatten() {
            given.push(format!("--{name} {}", quoted(&value.to_string_lossy())));
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::{Cli, NOT_FOR_REJECTED_ROWS};

    /// Values that the options of `certify` accept.
    const VALUES: [(&str, &str); 23] = [
        ("session", "2026-10-fargo"),
        ("credential", "cp"),
        ("hours_elsewhere", "seen at \"B\""),
        ("waive", "hours=ill"),
        ("column", "name=Full name"),
        ("unit", "hours"),
        ("read_as", "plain"),
        ("unused", "Nick name"),
        ("name_is_right", "bell hooks"),
        ("at_most", "8"),
        ("only", "Status=Came"),
        ("files", "all"),
        ("piece", "certificate"),
        ("kind", "completion"),
        ("lang", "fr"),
        ("issued", "2026-10-01"),
        ("valid_from", "2026-10-01"),
        ("valid_until", "2027-10-01"),
        ("edition", "press"),
        ("vendor", "shop"),
        ("by", "Ann Lee"),
        ("project", "my project"),
        ("timeout", "90"),
    ];

    /// An option that is added to `certify` is repeated in the command for rejected rows, or it is
    /// in the list of those that are not.
    #[test]
    fn the_command_for_rejected_rows_repeats_every_option() {
        let mut command = Cli::command();
        command.build();
        let certify = command.find_subcommand("certify").unwrap().clone();
        let ids: Vec<&str> = certify.get_arguments().map(|it| it.get_id().as_str()).collect();
        let unknown = NOT_FOR_REJECTED_ROWS.iter().filter(|id| !ids.contains(id));
        assert_eq!(unknown.count(), 0, "{NOT_FOR_REJECTED_ROWS:?} are not in {ids:?}");
        let mut forgotten = Vec::new();
        for argument in certify.get_arguments().filter(|argument| !argument.is_positional()) {
            let id = argument.get_id().as_str();
            if NOT_FOR_REJECTED_ROWS.contains(&id) {
                continue;
            }
            let name = format!("--{}", argument.get_long().unwrap());
            let value = VALUES.iter().find(|(known, _)| *known == id).map(|(_, value)| *value);
            let is_flag = matches!(argument.get_action(), ArgAction::SetTrue);
            let value = if is_flag { None } else { Some(value.unwrap_or("value")) };
            let given = [&name].into_iter().map(String::as_str).chain(value);
            // Each option is parsed alone, without those that it needs.
            let alone = certify.clone().arg_required_else_help(false);
            let alone = alone.mut_args(|it| it.required(false));
            let words = ["certify"].into_iter().chain(given);
            let matches = alone.ignore_errors(true).get_matches_from(words);
            let found = given_options(&certify, &matches, &NOT_FOR_REJECTED_ROWS);
            let expected = match value {
                Some(value) => format!("{name} {}", quoted(value)),
                None => name,
            };
            if found != [expected.clone()] {
                forgotten.push(format!("{id}: {found:?} is not {expected}"));
            }
        }
        assert!(forgotten.is_empty(), "{forgotten:#?}");
    }
}
