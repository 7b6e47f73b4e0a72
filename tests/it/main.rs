//! The tests that run the program as its users do: on projects copied to a temporary folder.

mod build;
mod certificates;
mod certify;
mod faults;
mod hostile;
mod ledger;
mod ledger_kill;
mod look;
mod press;
mod project;
mod proof;
mod starter;
mod templates;
mod words;
