-- The ledger, version 1. Rows are only added: triggers refuse to change what a certificate states.

-- Running numbers: one series for each prefix, and for each year if numbers have a year (otherwise 0).
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
    kind TEXT NOT NULL CHECK (kind IN ('completion', 'continuing-education', 'certified', 'recertified')),
    position INTEGER NOT NULL CHECK (position > 0),
    training TEXT,
    issued TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT CHECK (valid_until IS NULL OR valid_from IS NULL OR valid_until > valid_from),
    lang TEXT NOT NULL,
    email TEXT, -- where the file is sent: not on the face, so it may change
    UNIQUE (series, sequence),
    UNIQUE (session, kind, position)
) STRICT;

-- What the face states in each revision.
CREATE TABLE revisions (
    certificate INTEGER NOT NULL REFERENCES certificates (id),
    revision INTEGER NOT NULL CHECK (revision > 0),
    name TEXT NOT NULL CHECK (name <> ''),
    hours REAL CHECK (hours IS NULL OR hours > 0),
    hours_by_category TEXT,
    details TEXT NOT NULL,
    PRIMARY KEY (certificate, revision)
) STRICT, WITHOUT ROWID;

-- The holders' keys: one certificate for each person, session and kind.
CREATE TABLE keys (
    session TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL CHECK (key <> ''),
    certificate INTEGER NOT NULL REFERENCES certificates (id),
    PRIMARY KEY (session, kind, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX keys_by_key ON keys (key);

CREATE INDEX keys_by_certificate ON keys (certificate);

-- Every event, with its time (UTC) and reason.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    certificate INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('issued', 'corrected', 'address-changed', 'reissued', 'revoked')),
    at TEXT NOT NULL,
    by TEXT,
    reason TEXT,
    FOREIGN KEY (certificate, revision) REFERENCES revisions (certificate, revision)
) STRICT;

CREATE INDEX events_by_certificate ON events (certificate);

CREATE UNIQUE INDEX revoked_once ON events (certificate) WHERE act = 'revoked';

CREATE TRIGGER series_only_grow BEFORE UPDATE ON series
WHEN NEW.last < OLD.last OR NEW.prefix <> OLD.prefix OR NEW.year <> OLD.year
BEGIN SELECT RAISE(ABORT, 'a running number never goes back'); END;

CREATE TRIGGER series_stay BEFORE DELETE ON series BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER certificates_stay BEFORE DELETE ON certificates BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER certificates_keep BEFORE UPDATE OF
    id, number, series, sequence, session, kind, position, training, issued, valid_from, valid_until, lang ON certificates
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER revisions_stay BEFORE DELETE ON revisions BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER revisions_keep BEFORE UPDATE OF certificate, revision, name, hours, hours_by_category, details ON revisions
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER keys_stay BEFORE DELETE ON keys BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER keys_keep BEFORE UPDATE ON keys BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
