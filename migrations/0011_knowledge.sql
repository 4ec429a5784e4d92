-- What a business has written down, in passages, and their embeddings.
SET ROLE steward_owner;

-- Projection `knowledge`: stream Document.
CREATE TABLE documents (
    tenant_id        uuid NOT NULL,
    document_id      uuid NOT NULL,
    version          int NOT NULL,
    title            text NOT NULL,
    text             text NOT NULL,
    trust            text NOT NULL CHECK (trust IN ('trusted', 'untrusted')),
    source           text NOT NULL,
    status           text NOT NULL CHECK (status IN ('current', 'removed')),
    added_by         uuid NOT NULL,
    updated_at       timestamptz NOT NULL,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, document_id)
);
CREATE INDEX documents_in_order ON documents (tenant_id, position);

CREATE TABLE document_versions (
    tenant_id   uuid NOT NULL,
    document_id uuid NOT NULL,
    version     int NOT NULL,
    title       text NOT NULL,
    text        text NOT NULL,
    trust       text NOT NULL,
    source      text NOT NULL,
    sha256      text NOT NULL,
    recorded_at timestamptz NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (tenant_id, document_id, version)
);

-- Passages of every version; search reads the current ones. `content_hash` covers
-- title, heading and text, which are what is embedded. One language's stemming for
-- all: it is the same on both sides, so other languages match by whole words.
-- No GIN index: under row-level security `@@` may not run before the tenant's filter
-- (it is not leakproof), so a search goes over the tenant's own passages anyway.
CREATE TABLE chunks (
    tenant_id        uuid NOT NULL,
    chunk_id         uuid NOT NULL,
    document_id      uuid NOT NULL,
    version          int NOT NULL,
    ordinal          int NOT NULL,
    title            text NOT NULL,
    heading          text NOT NULL,
    text             text NOT NULL,
    trust            text NOT NULL,
    words            int NOT NULL,
    content_hash     text NOT NULL,
    current          boolean NOT NULL,
    tsv              tsvector NOT NULL
        GENERATED ALWAYS AS (to_tsvector('english', title || E'\n' || heading || E'\n' || text)) STORED,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, chunk_id)
);
CREATE INDEX chunks_of_document ON chunks (tenant_id, document_id, version, ordinal);
CREATE INDEX chunks_current ON chunks (tenant_id, content_hash) WHERE current;

SELECT protect_tenant_table(t, 'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE')
FROM unnest(ARRAY['documents', 'document_versions', 'chunks']::regclass[]) AS t;

-- A cache beside the projections: the vector of a content under a model. A rebuild
-- re-joins it; only what is missing is computed again. Dimensions follow the model.
CREATE TABLE embeddings (
    tenant_id    uuid NOT NULL,
    model        text NOT NULL,
    content_hash text NOT NULL,
    embedding    vector NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, model, content_hash)
);
SELECT protect_tenant_table('embeddings', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, DELETE');

RESET ROLE;
