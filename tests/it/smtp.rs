//! A small mail server on this computer, which answers as a test wants: it refuses, closes the
//! connection, or never answers.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// How a server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It accepts everything.
    Kind,
    /// It never says a word.
    Silent,
    /// It accepts so many messages; then it ends the connection, and every new one.
    Tired(usize),
    /// It refuses this recipient for good.
    Picky(&'static str),
    /// It refuses every recipient for now.
    Busy,
    /// It refuses this recipient for now.
    Gray(&'static str),
    /// It does not know the sender.
    Strict,
    /// It never answers when a message begins.
    Deaf,
    /// It is not a mail server.
    Web,
    /// It reads the first message and never says what became of it.
    Mute,
    /// It reads the first message and ends the connection.
    Rude,
    /// It refuses every message for what is in it.
    Suspicious,
}

/// A running server.
pub(crate) struct Server {
    pub(crate) port: u16,
    /// The messages that it read, whatever it said about them.
    pub(crate) messages: Receiver<String>,
}

impl Server {
    pub(crate) fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut count = 0;
            for stream in listener.incoming().flatten() {
                let mut session = Session { stream, manner, sender: sender.clone() };
                // The end of a connection ends the session.
                let _ = session.run(&mut count);
            }
        });
        Self { port, messages }
    }

    /// The address of the server for the environment.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Returns the messages that the server has read so far.
    pub(crate) fn received(&self) -> Vec<String> {
        self.messages.try_iter().collect()
    }
}

struct Session {
    stream: TcpStream,
    manner: Manner,
    sender: Sender<String>,
}

impl Session {
    fn run(&mut self, count: &mut usize) -> std::io::Result<()> {
        let mut lines = BufReader::new(self.stream.try_clone()?).lines();
        match self.manner {
            Manner::Silent => return lines.try_for_each(|line| line.map(drop)),
            Manner::Tired(most) if *count >= most => return self.say("421 4.3.2 closing"),
            Manner::Web => return self.say("HTTP/1.1 400 Bad Request"),
            _ => self.say("220 test ESMTP")?,
        }
        while let Some(line) = lines.next() {
            let line = line?;
            let word = line.get(..4).unwrap_or_default().to_uppercase();
            match (word.as_str(), self.manner) {
                ("EHLO", _) => self.say("250-test\r\n250 8BITMIME")?,
                ("MAIL", Manner::Tired(most)) if *count >= most => {
                    return self.say("421 4.3.2 closing");
                }
                ("MAIL", Manner::Strict) => self.say("550 5.7.1 not yours")?,
                ("RCPT", Manner::Busy) => self.say("451 4.7.1 try later")?,
                ("RCPT", Manner::Picky(address)) if line.contains(address) => {
                    self.say("550 5.1.1 no such user")?;
                }
                ("RCPT", Manner::Gray(address)) if line.contains(address) => {
                    self.say("450 4.2.0 greylisted")?;
                }
                ("DATA", Manner::Deaf) => return lines.try_for_each(|line| line.map(drop)),
                ("DATA", _) => {
                    self.say("354 go on")?;
                    let mut message = String::new();
                    for line in lines.by_ref() {
                        let line = line?;
                        if line == "." {
                            break;
                        }
                        message += &format!("{}\n", line.strip_prefix('.').unwrap_or(&line));
                    }
                    *count += 1;
                    let _ = self.sender.send(message);
                    match self.manner {
                        Manner::Mute => return lines.try_for_each(|line| line.map(drop)),
                        Manner::Rude => return Ok(()),
                        Manner::Suspicious => self.say("554 5.7.1 looks like spam")?,
                        _ => self.say("250 2.0.0 queued")?,
                    }
                }
                ("QUIT", _) => return self.say("221 bye"),
                _ => self.say("250 ok")?,
            }
        }
        Ok(())
    }

    fn say(&mut self, answer: &str) -> std::io::Result<()> {
        self.stream.write_all(format!("{answer}\r\n").as_bytes())
    }
}
