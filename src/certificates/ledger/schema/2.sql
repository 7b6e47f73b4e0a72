-- Version 2: names without capitals and accents, for searches. The program fills them in for existing rows.
ALTER TABLE revisions ADD COLUMN folded TEXT NOT NULL DEFAULT '';

CREATE INDEX revisions_by_folded ON revisions (folded);

CREATE INDEX certificates_by_email ON certificates (lower(email));
