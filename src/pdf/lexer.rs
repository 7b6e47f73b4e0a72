//! The tokens of a content stream (ISO 32000-1, 7.2), read from the bytes themselves.
//!
//! lopdf's parser of operators ignores everything after a syntax error, which a viewer may not do.
//! What proves that nothing was added must not skip anything.

/// A token of a content stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A number, an operator, or a name with its slash.
    Word(&'a [u8]),
    /// A string, decoded.
    Text(Vec<u8>),
    /// A bracket or a brace. `<` stands for `<<`, and `>` for `>>`.
    Delimiter(u8),
    /// The data of an inline image.
    Picture(&'a [u8]),
}

/// Reads content as tokens.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    rest: &'a [u8],
    /// Whether the data of an inline image is next.
    is_picture_next: bool,
    /// Whether something so far is not written as the standard requires, or in a way that programs
    /// read differently.
    pub(super) is_malformed: bool,
    /// Whether a carriage return stands in a string as it is, and not as `\r`.
    pub(super) has_return: bool,
    /// Whether there was a comment. Programs disagree where one ends.
    pub(super) has_comment: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(content: &'a [u8]) -> Self {
        Self {
            rest: content,
            is_picture_next: false,
            is_malformed: false,
            has_return: false,
            has_comment: false,
        }
    }

    /// The bytes after the last token.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn advance(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Skips white space and comments.
    pub(super) fn skip_space(&mut self) {
        while let Some(&byte) = self.rest.first() {
            if is_space(byte) {
                let is_other = |byte: &u8| !is_space(*byte);
                let end = self.rest.iter().position(is_other).unwrap_or(self.rest.len());
                self.is_malformed |= !self.advance(end).iter().all(|byte| is_usual_space(*byte));
            } else if byte == b'%' {
                self.has_comment = true;
                let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
                self.advance(self.rest.iter().position(is_end).unwrap_or(self.rest.len()));
            } else {
                break;
            }
        }
    }

    /// Takes a string in parentheses (ISO 32000-1, 7.3.4.2).
    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut depth = 1;
        self.advance(1);
        loop {
            let is_special = |byte: &u8| matches!(byte, b'(' | b')' | b'\\' | b'\r');
            let plain = self.rest.iter().position(is_special).unwrap_or(self.rest.len());
            text.extend(self.advance(plain));
            let Some(&byte) = self.advance(1).first() else { break };
            match byte {
                b'\\' => {
                    text.extend(self.escaped());
                    continue;
                }
                // The standard takes it for a line feed, but most programs do not.
                b'\r' => self.has_return = true,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return text;
            }
            text.push(byte);
        }
        self.is_malformed = true;
        text
    }

    /// Takes what follows a backslash.
    fn escaped(&mut self) -> Option<u8> {
        let is_octal = |byte: &&u8| matches!(byte, b'0'..=b'7');
        let digits = self.rest.iter().take(3).take_while(is_octal).count();
        if digits > 0 {
            let value = self
                .advance(digits)
                .iter()
                .fold(0_u16, |value, it| value * 8 + u16::from(it - b'0'));
            self.is_malformed |= value > 0xff;
            return Some(value as u8);
        }
        match self.advance(1).first()? {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(b'\x08'),
            b'f' => Some(b'\x0c'),
            other => {
                self.is_malformed |= !matches!(other, b'(' | b')' | b'\\');
                Some(*other)
            }
        }
    }

    /// Takes a string of hexadecimal digits, after its `<`.
    fn hexadecimal(&mut self) -> Vec<u8> {
        let end = self.rest.iter().position(|byte| *byte == b'>').unwrap_or(self.rest.len());
        let (written, close) = (self.advance(end), self.advance(1));
        let is_known = |byte: &u8| hex_digit(*byte).is_some() || is_usual_space(*byte);
        self.is_malformed |= close.is_empty() || !written.iter().all(is_known);
        let digits: Vec<u8> = written.iter().filter_map(|it| hex_digit(*it)).collect();
        self.is_malformed |= !digits.len().is_multiple_of(2);
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    /// Takes the data of an inline image, before its `EI`.
    fn picture(&mut self) -> &'a [u8] {
        let is_end = |it: &[u8]| is_space(it[0]) && &it[1..3] == b"EI" && is_space(it[3]);
        let end = self.rest.windows(4).position(is_end);
        self.is_malformed |= end.is_none();
        self.advance(end.unwrap_or(self.rest.len()))
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if std::mem::take(&mut self.is_picture_next) {
            return Some(Token::Picture(self.picture()));
        }
        self.skip_space();
        let token = match *self.rest.first()? {
            b'(' => Token::Text(self.literal()),
            b'<' if self.rest.get(1) != Some(&b'<') => {
                self.advance(1);
                Token::Text(self.hexadecimal())
            }
            b'<' => {
                self.advance(2);
                Token::Delimiter(b'<')
            }
            b'>' => {
                self.is_malformed |= self.rest.get(1) != Some(&b'>');
                self.advance(2);
                Token::Delimiter(b'>')
            }
            b'/' => Token::Word(self.advance(1 + word_length(&self.rest[1..]))),
            byte if is_delimiter(byte) => {
                self.advance(1);
                Token::Delimiter(byte)
            }
            _ => Token::Word(self.advance(word_length(self.rest))),
        };
        self.is_picture_next = matches!(token, Token::Word(b"ID"));
        Some(token)
    }
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// Returns the length of the name, number, or operator that bytes start with.
fn word_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| class(*byte) != REGULAR).unwrap_or(bytes.len())
}

const REGULAR: u8 = 0;
const SPACE: u8 = 1;
const DELIMITER: u8 = 2;

/// The classes of all bytes. Large files have millions of them.
static CLASSES: [u8; 256] = {
    let mut classes = [REGULAR; 256];
    let mut byte = 0;
    while byte < classes.len() {
        classes[byte] = match byte as u8 {
            b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' => SPACE,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%' => DELIMITER,
            _ => REGULAR,
        };
        byte += 1;
    }
    classes
};

fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

/// Whether a byte is white space.
pub(crate) fn is_space(byte: u8) -> bool {
    class(byte) == SPACE
}

/// Whether a byte is white space that programs write.
fn is_usual_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// Whether a byte ends a word and begins something else.
pub(crate) fn is_delimiter(byte: u8) -> bool {
    class(byte) == DELIMITER
}
