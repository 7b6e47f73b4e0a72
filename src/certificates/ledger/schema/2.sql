-- Version 2: people are found by their names without regard to capitals and accents. The program fills in what is there already.
ALTER TABLE revisions ADD COLUMN folded TEXT NOT NULL DEFAULT '';

CREATE INDEX revisions_by_folded ON revisions (folded);

CREATE INDEX certificates_by_email ON certificates (lower(email));
