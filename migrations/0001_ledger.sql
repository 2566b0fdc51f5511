-- The ledger, one text for SQLite and PostgreSQL.
--
-- Ids are UUIDv7 text made by the program, money is BIGINT in the currency's smallest unit, JSON is TEXT, times are UTC
-- with microseconds. Nothing here has a default: what a row says, the program said.

-- What kind of ledger this is, told once.
CREATE TABLE stamp (
    one        BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    kind       TEXT NOT NULL CHECK (kind IN ('live', 'rehearsal')),
    created_at TIMESTAMPTZ NOT NULL,
    program    TEXT NOT NULL
);

-- All bytes: evidence, documents, letters. The digest is taken over the uncompressed bytes.
CREATE TABLE blobs (
    digest   TEXT NOT NULL PRIMARY KEY,
    encoding TEXT NOT NULL CHECK (encoding IN ('plain', 'zstd', 'parts')),
    size     BIGINT NOT NULL CHECK (size >= 0),
    content  BYTEA NOT NULL
);

-- What the data files declared; every version is kept.
CREATE TABLE entries (
    kind       TEXT NOT NULL CHECK (kind IN ('partner', 'csm', 'customer', 'contract', 'model', 'price_list')),
    id         TEXT NOT NULL,
    version    BIGINT NOT NULL CHECK (version >= 1),
    body       TEXT NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL,
    applied_by TEXT NOT NULL,
    retired_at TIMESTAMPTZ,
    PRIMARY KEY (kind, id, version)
);

-- The prices of the price-list versions among the entries; never changed.
CREATE TABLE list_prices (
    list        TEXT NOT NULL,
    version     TEXT NOT NULL,
    line        BIGINT NOT NULL CHECK (line >= 1),
    part_number TEXT,
    model       TEXT,
    part_key    TEXT,
    model_key   TEXT,
    list_price  TEXT NOT NULL,
    PRIMARY KEY (list, version, line)
);

CREATE INDEX list_prices_by_part ON list_prices (list, version, part_key);

CREATE INDEX list_prices_by_model ON list_prices (list, version, model_key);

-- Evidence: one listing or one partner's file. Contracts of one customer share it.
CREATE TABLE snapshots (
    id          TEXT NOT NULL PRIMARY KEY,
    customer    TEXT NOT NULL,
    month       TEXT NOT NULL,
    attempt     BIGINT NOT NULL CHECK (attempt >= 1),
    kind        TEXT NOT NULL CHECK (kind IN ('lens', 'report')),
    source_key  TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('collecting', 'complete', 'incomplete', 'superseded')),
    taken_at    TIMESTAMPTZ,
    digest      TEXT,
    listed      BIGINT CHECK (listed >= 0),
    names       TEXT NOT NULL,
    file_name   TEXT,
    original    TEXT REFERENCES blobs (digest),
    detail      TEXT,
    lease_token TEXT,
    lease_until TIMESTAMPTZ,
    opened_at   TIMESTAMPTZ NOT NULL,
    UNIQUE (customer, month, attempt)
);

CREATE TABLE chunks (
    snapshot    TEXT NOT NULL REFERENCES snapshots (id),
    tenant      BIGINT NOT NULL CHECK (tenant >= 0),
    page        BIGINT NOT NULL CHECK (page >= 0),
    content     TEXT NOT NULL REFERENCES blobs (digest),
    devices     BIGINT NOT NULL CHECK (devices >= 0),
    next_token  TEXT,
    total_count BIGINT CHECK (total_count >= 0),
    PRIMARY KEY (snapshot, tenant, page)
);

-- First counts, and the totals that each proposed; without a contract its column is empty.
CREATE TABLE onboardings (
    customer   TEXT NOT NULL,
    contract   TEXT NOT NULL,
    ordinal    BIGINT NOT NULL CHECK (ordinal >= 1),
    snapshot   TEXT NOT NULL REFERENCES snapshots (id),
    body       TEXT NOT NULL,
    counted_at TIMESTAMPTZ NOT NULL,
    counted_by TEXT NOT NULL,
    PRIMARY KEY (customer, contract, ordinal)
);

-- One contract in one calendar month.
CREATE TABLE audits (
    id          TEXT NOT NULL PRIMARY KEY,
    contract    TEXT NOT NULL,
    customer    TEXT NOT NULL,
    month       TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN
                    ('due', 'collecting', 'audited', 'waiting', 'held', 'failed', 'not_audited')),
    reason      TEXT,
    reason_text TEXT,
    stage       TEXT CHECK (stage IN ('collect', 'count', 'decide', 'render', 'publish')),
    attempts    BIGINT NOT NULL CHECK (attempts >= 0),
    version     BIGINT NOT NULL CHECK (version >= 0),
    snapshot    TEXT REFERENCES snapshots (id),
    lease_token TEXT,
    lease_until TIMESTAMPTZ,
    opened_at   TIMESTAMPTZ NOT NULL,
    settled_at  TIMESTAMPTZ,
    outcome     TEXT, -- last: SQLite walks through a long value to reach the columns behind it
    UNIQUE (contract, month),
    CHECK (state <> 'audited' OR outcome IS NOT NULL)
);

CREATE INDEX audits_by_month ON audits (month, state);

-- True-up quotes: what they say never changes, their state does.
CREATE TABLE quotes (
    number      TEXT NOT NULL PRIMARY KEY,
    contract    TEXT NOT NULL,
    customer    TEXT NOT NULL,
    partner     TEXT NOT NULL,
    month       TEXT NOT NULL,
    version     BIGINT NOT NULL CHECK (version >= 1),
    state       TEXT NOT NULL CHECK (state IN
                    ('draft', 'held', 'approved', 'sent', 'po_received', 'expired', 'superseded', 'withdrawn')),
    reason      TEXT,
    audit       TEXT NOT NULL REFERENCES audits (id),
    currency    TEXT NOT NULL,
    total       BIGINT,
    body        TEXT NOT NULL,
    issued_on   DATE,
    valid_until DATE,
    created_at  TIMESTAMPTZ NOT NULL,
    UNIQUE (contract, month, version)
);

CREATE INDEX quotes_by_audit ON quotes (audit);

CREATE TABLE quote_events (
    number  TEXT NOT NULL REFERENCES quotes (number),
    ordinal BIGINT NOT NULL CHECK (ordinal >= 1),
    at      TIMESTAMPTZ NOT NULL,
    state   TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    reason  TEXT,
    PRIMARY KEY (number, ordinal)
);

-- What the partner ordered from a quote; of one quote once, and under one number of a partner once.
CREATE TABLE purchase_orders (
    quote       TEXT NOT NULL PRIMARY KEY REFERENCES quotes (number),
    partner     TEXT NOT NULL,
    number      TEXT NOT NULL,
    ordered_on  DATE NOT NULL,
    body        TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (partner, number)
);

-- RMA overage notices: what they say never changes, their state does. Nobody's audit: they come in any month.
CREATE TABLE notices (
    number     TEXT NOT NULL PRIMARY KEY,
    contract   TEXT NOT NULL,
    customer   TEXT NOT NULL,
    partner    TEXT NOT NULL,
    year       BIGINT NOT NULL,
    version    BIGINT NOT NULL CHECK (version >= 1),
    state      TEXT NOT NULL CHECK (state IN
                   ('draft', 'held', 'approved', 'sent', 'superseded', 'final', 'withdrawn')),
    reason     TEXT,
    currency   TEXT NOT NULL,
    total      BIGINT,
    body       TEXT NOT NULL,
    issued_on  DATE,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (contract, year, version)
);

CREATE TABLE notice_events (
    number  TEXT NOT NULL REFERENCES notices (number),
    ordinal BIGINT NOT NULL CHECK (ordinal >= 1),
    at      TIMESTAMPTZ NOT NULL,
    state   TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    reason  TEXT,
    PRIMARY KEY (number, ordinal)
);

-- Rendered documents of an audit.
CREATE TABLE documents (
    audit      TEXT NOT NULL REFERENCES audits (id),
    kind       TEXT NOT NULL CHECK (kind IN ('csm_report', 'report_copy', 'true_up_quote')),
    subject    TEXT NOT NULL,
    language   TEXT NOT NULL,
    format     TEXT NOT NULL CHECK (format IN ('html', 'text', 'pdf', 'png', 'xlsx')),
    part       TEXT NOT NULL, -- which of several pictures; empty for all else
    version    BIGINT NOT NULL CHECK (version >= 1),
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content    TEXT NOT NULL REFERENCES blobs (digest),
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (audit, kind, subject, language, format, part, version)
);

-- Letters, rendered and final; each recipient has a state of its own.
CREATE TABLE letters (
    id         TEXT NOT NULL PRIMARY KEY,
    dedupe_key TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL,
    contract   TEXT NOT NULL,
    customer   TEXT NOT NULL,
    month      TEXT NOT NULL,
    quote      TEXT REFERENCES quotes (number),
    language   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    in_reply_to TEXT, -- the message id of what it reminds of
    sender     TEXT, -- the name it goes out under, if not that of the settings
    html       TEXT NOT NULL REFERENCES blobs (digest),
    plain      TEXT NOT NULL REFERENCES blobs (digest),
    created_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX letters_by_contract ON letters (contract, month);

CREATE INDEX letters_by_month ON letters (month);

CREATE INDEX letters_by_quote ON letters (quote);

CREATE TABLE recipients (
    letter      TEXT NOT NULL REFERENCES letters (id),
    address     TEXT NOT NULL,
    ordinal     BIGINT NOT NULL CHECK (ordinal >= 0),
    state       TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'dead', 'held', 'cancelled')),
    reason      TEXT,
    attempts    BIGINT NOT NULL CHECK (attempts >= 0),
    due_at      TIMESTAMPTZ NOT NULL,
    lease_token TEXT,
    lease_until TIMESTAMPTZ,
    interrupted BOOLEAN NOT NULL,
    tried_since TIMESTAMPTZ,
    last_error  TEXT,
    sent_at     TIMESTAMPTZ,
    settled_at  TIMESTAMPTZ,
    PRIMARY KEY (letter, address)
);

CREATE INDEX recipients_by_due ON recipients (state, due_at);

CREATE TABLE attachments (
    letter     TEXT NOT NULL REFERENCES letters (id),
    ordinal    BIGINT NOT NULL CHECK (ordinal >= 0),
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content    TEXT NOT NULL REFERENCES blobs (digest),
    -- How the HTML part names a picture that it shows; null for a file.
    content_id TEXT,
    PRIMARY KEY (letter, ordinal)
);

-- RMA files that partners sent, without columns about people; the digest is over the bytes as they came.
CREATE TABLE rma_files (
    ordinal  BIGINT NOT NULL PRIMARY KEY CHECK (ordinal >= 1),
    partner  TEXT,
    name     TEXT NOT NULL,
    digest   TEXT NOT NULL,
    original TEXT NOT NULL REFERENCES blobs (digest),
    taken_at TIMESTAMPTZ NOT NULL,
    taken_by TEXT NOT NULL
);

-- Lines of RMAs as the newest file tells them; what changed is in the journal. Without a customer a row matches nobody.
CREATE TABLE rma_rows (
    rma_number    TEXT NOT NULL,
    rma_line      BIGINT NOT NULL CHECK (rma_line >= 1),
    customer      TEXT,
    authorised_on DATE,
    body          TEXT NOT NULL,
    file          BIGINT NOT NULL REFERENCES rma_files (ordinal),
    PRIMARY KEY (rma_number, rma_line)
);

CREATE INDEX rma_rows_by_customer ON rma_rows (customer);

-- What time alone brings.
CREATE TABLE duties (
    id          TEXT NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    period      TEXT NOT NULL,
    ordinal     BIGINT NOT NULL CHECK (ordinal >= 0),
    due_at      TIMESTAMPTZ NOT NULL,
    done_at     TIMESTAMPTZ,
    note        TEXT,
    lease_token TEXT,
    lease_until TIMESTAMPTZ,
    UNIQUE (kind, subject, period, ordinal)
);

-- Who or what changed what, when, why.
CREATE TABLE journal (
    id       TEXT NOT NULL PRIMARY KEY,
    at       TIMESTAMPTZ NOT NULL,
    by_whom  TEXT NOT NULL,
    action   TEXT NOT NULL,
    contract TEXT,
    customer TEXT,
    month    TEXT,
    subject  TEXT,
    body     TEXT NOT NULL,
    reason   TEXT
);

CREATE INDEX journal_by_time ON journal (at, id);

CREATE INDEX journal_by_contract ON journal (contract, at);
