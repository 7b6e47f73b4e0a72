//! The tests that run the program as its users do: on projects copied to a temporary folder.

mod build;
mod changes;
mod faults;
mod hostile;
mod incremental;
mod look;
mod press;
mod project;
mod starter;
mod templates;
mod watch;
mod words;
