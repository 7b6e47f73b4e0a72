-- A ledger as version 1 of its form held it: one certificate, corrected once. The form itself is in src/certificates/ledger/schema/1.sql.
INSERT INTO series (id, prefix, year, last) VALUES (1, 'NDPS', 2025, 1);
INSERT INTO certificates (id, number, series, sequence, session, kind, position, training, issued, lang, email)
VALUES (1, 'NDPS-2025-00001-9', 1, 1, '2025-02-bismarck', 'completion', 1, 'core', '2025-02-14', 'en', 'jose@example.org');
INSERT INTO revisions (certificate, revision, name, hours, details) VALUES (1, 1, 'Jsoé Pérez', 40.0, '{}'), (1, 2, 'José Pérez', 40.0, '{}');
INSERT INTO keys (session, kind, key, certificate) VALUES
    ('2025-02-bismarck', 'completion', 'name jsoé pérez <jose@example.org>', 1),
    ('2025-02-bismarck', 'completion', 'name josé pérez <jose@example.org>', 1);
INSERT INTO events (certificate, revision, act, at, by, reason) VALUES
    (1, 1, 'issued', '2025-02-15T17:00:00Z', NULL, NULL),
    (1, 2, 'corrected', '2025-02-20T15:30:00Z', NULL, 'misspelt');
PRAGMA application_id = 0x50504c47;
PRAGMA user_version = 1;
