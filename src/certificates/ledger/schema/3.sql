-- The ledger, version 3. The events are the record: `content` states everything that an event did,
-- and names the hash of the event before it. Every other table is made from the events, and
-- `certificates check` makes them again and compares. Rows are only added: triggers refuse to
-- change what was recorded.

-- The random ID of this ledger, which the first event names as the one before it, and the end of
-- the chain.
CREATE TABLE ledger (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 64),
    events INTEGER NOT NULL DEFAULT 0, -- the number of events
    head TEXT NOT NULL DEFAULT '' -- the hash of the last one
) STRICT, WITHOUT ROWID;

-- Every event, with its time (UTC) and reason. An event is about a certificate, a session, or the
-- whole program.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    certificate INTEGER,
    revision INTEGER,
    session TEXT,
    act TEXT NOT NULL CHECK (act <> ''),
    at TEXT NOT NULL,
    by TEXT,
    reason TEXT,
    content TEXT NOT NULL, -- compact JSON
    hash TEXT NOT NULL, -- SHA-256 of `content`
    CHECK ((certificate IS NULL) = (revision IS NULL)),
    FOREIGN KEY (certificate, revision) REFERENCES revisions (certificate, revision)
) STRICT;

CREATE INDEX events_by_certificate ON events (certificate) WHERE certificate IS NOT NULL;

CREATE INDEX events_of_program ON events (act) WHERE certificate IS NULL;

CREATE UNIQUE INDEX revoked_once ON events (certificate) WHERE act = 'revoked';

-- What certificates share, each once under its SHA-256.
CREATE TABLE materials (
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    content BLOB NOT NULL
) STRICT;

-- Running numbers: one series for each prefix, and for each year if numbers have a year (otherwise
-- 0).
CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    prefix TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL DEFAULT 0 CHECK (last >= 0),
    UNIQUE (prefix, year)
) STRICT;

-- A certificate: its number, and everything that no correction changes.
CREATE TABLE certificates (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    series INTEGER NOT NULL REFERENCES series (id),
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    session TEXT NOT NULL CHECK (session <> ''),
    kind TEXT NOT NULL
        CHECK (kind IN ('completion', 'continuing-education', 'certified', 'recertified')),
    position INTEGER NOT NULL CHECK (position > 0),
    training TEXT,
    issued TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT CHECK (valid_until IS NULL OR valid_from IS NULL OR valid_until > valid_from),
    lang TEXT NOT NULL,
    email TEXT, -- where the file is sent: not on the face, so it may change, or be erased
    email_salt TEXT, -- the event states SHA-256 (salt, address)
    CHECK ((email IS NULL) = (email_salt IS NULL)),
    UNIQUE (series, sequence),
    UNIQUE (session, kind, position)
) STRICT;

CREATE INDEX certificates_by_email ON certificates (lower(email)) WHERE email IS NOT NULL;

-- What the face states in each revision.
CREATE TABLE revisions (
    certificate INTEGER NOT NULL REFERENCES certificates (id),
    revision INTEGER NOT NULL CHECK (revision > 0),
    name TEXT NOT NULL CHECK (name <> ''),
    folded TEXT NOT NULL, -- the name without capitals and accents, for searches
    hours REAL CHECK (hours IS NULL OR hours > 0),
    hours_by_category TEXT,
    issued TEXT, -- the issue date, if a correction changed it
    details TEXT NOT NULL REFERENCES materials (hash), -- JSON
    setting TEXT REFERENCES materials (hash), -- JSON of what else was printed; NULL in old rows
    face TEXT, -- JSON of the certificate's own values as printed; NULL in old rows
    PRIMARY KEY (certificate, revision)
) STRICT, WITHOUT ROWID;

CREATE INDEX revisions_by_folded ON revisions (folded);

-- The holders' keys. One certificate that is not revoked for each person, session and kind.
CREATE TABLE keys (
    session TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL CHECK (key <> ''), -- 'id' or 'name', and a hash
    certificate INTEGER NOT NULL REFERENCES certificates (id),
    id TEXT, -- the ID in the roster
    PRIMARY KEY (session, kind, key, certificate)
) STRICT, WITHOUT ROWID;

CREATE INDEX keys_by_key ON keys (key);

CREATE INDEX keys_by_certificate ON keys (certificate);

-- What must still be made because of an event: the signed status list, or the files of a session.
CREATE TABLE pending (
    work TEXT NOT NULL CHECK (work IN ('status-list', 'files')),
    session TEXT NOT NULL, -- empty for the status list
    event INTEGER NOT NULL REFERENCES events (id), -- the latest event that asks for it
    PRIMARY KEY (work, session)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ledger_stays BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER ledger_keeps BEFORE UPDATE ON ledger
WHEN NEW.id <> OLD.id OR NEW.events <= OLD.events
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER ledger_is_one BEFORE INSERT ON ledger WHEN EXISTS (SELECT 1 FROM ledger)
BEGIN SELECT RAISE(ABORT, 'a ledger has one ID'); END;

CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER events_keep BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER materials_stay BEFORE DELETE ON materials
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER materials_keep BEFORE UPDATE ON materials
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER series_only_grow BEFORE UPDATE ON series
WHEN NEW.last < OLD.last OR NEW.prefix <> OLD.prefix OR NEW.year <> OLD.year
BEGIN SELECT RAISE(ABORT, 'a running number never goes back'); END;

CREATE TRIGGER series_stay BEFORE DELETE ON series
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER certificates_stay BEFORE DELETE ON certificates
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER certificates_keep BEFORE UPDATE OF
    id, number, series, sequence, session, kind, position, training, issued, valid_from,
    valid_until, lang ON certificates
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER revisions_stay BEFORE DELETE ON revisions
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER revisions_keep BEFORE UPDATE OF
    certificate, revision, name, folded, hours, hours_by_category, issued, details
    ON revisions
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER revisions_keep_settings BEFORE UPDATE OF setting, face ON revisions
WHEN OLD.setting IS NOT NULL OR OLD.face IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER keys_are_unique BEFORE INSERT ON keys
WHEN EXISTS (SELECT 1 FROM keys k
    WHERE k.session = NEW.session AND k.kind = NEW.kind AND k.key = NEW.key AND NOT EXISTS
        (SELECT 1 FROM events e WHERE e.certificate = k.certificate AND e.act = 'revoked'))
BEGIN SELECT RAISE(ABORT, 'the person has a certificate of this session and kind'); END;

CREATE TRIGGER keys_stay BEFORE DELETE ON keys
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER keys_keep BEFORE UPDATE OF session, kind, key, certificate ON keys
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
