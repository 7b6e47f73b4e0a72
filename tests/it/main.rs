//! The tests that run the program as its users do: on projects copied to a temporary folder.

mod build;
mod certificates;
mod certify;
mod changes;
mod faults;
mod hostile;
mod incremental;
mod large_print;
mod ledger;
mod ledger_file;
mod ledger_kill;
mod look;
mod office;
mod pack;
mod pictures;
mod prairie;
mod press;
mod project;
mod proof;
mod roster;
mod same_words;
mod starter;
mod templates;
mod transcript;
mod watch;
mod words;
