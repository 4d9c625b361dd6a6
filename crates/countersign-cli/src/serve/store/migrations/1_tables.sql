-- Read by SQLite and PostgreSQL alike: TEXT and BIGINT alone.
-- A `key` is the SHA-256 of what others chose (an id, a URL, an issuer with its jti), in hex: of any length, any characters.
-- A `body` is JSON. Moments are seconds since 1970.

CREATE TABLE client (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE jti (
    key TEXT PRIMARY KEY,
    first_at BIGINT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX jti_until ON jti (until);

-- The SHA-256 of the token, never the token.
CREATE TABLE token (
    hash TEXT PRIMARY KEY,
    ends_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX token_ends_at ON token (ends_at);

CREATE TABLE key_set (
    key TEXT PRIMARY KEY,
    ends_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX key_set_ends_at ON key_set (ends_at);

CREATE TABLE export_job (
    key TEXT PRIMARY KEY,
    client TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX export_job_client ON export_job (client);
CREATE INDEX export_job_ends_at ON export_job (ends_at);

-- What is hashed is the body; the columns beside it repeat members of it, to find and order by.
CREATE TABLE audit (
    writer TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (writer, number)
);
CREATE INDEX audit_at ON audit (at, writer, number);
-- The starts of the chains, found without a look at all of the trail.
CREATE INDEX audit_first ON audit (writer) WHERE number = 1;

-- Written to see whether it can be.
CREATE TABLE pulse (
    beats BIGINT NOT NULL
);
INSERT INTO pulse (beats) VALUES (0);
