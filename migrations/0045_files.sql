-- Files beside the log, by their content: uploads, and the text of documents that is too
-- long for an event. The row is written first; an event that names its hash makes it
-- live. What no version names is swept once the read models are sure to know.
SET ROLE steward_owner;

CREATE TABLE files (
    tenant_id uuid NOT NULL,
    sha256    text NOT NULL,
    bytes     bytea NOT NULL,
    -- When somebody was about to name it last: the sweep leaves recent ones alone.
    used_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, sha256)
);
-- Compressed already, or read whole: no second compression.
ALTER TABLE files ALTER COLUMN bytes SET STORAGE EXTERNAL;
SELECT protect_tenant_table('files', 'SELECT, INSERT, UPDATE (used_at)', 'SELECT', 'SELECT, DELETE');

-- {sha256, bytes, media_type, extractor, text}, as the event has it.
ALTER TABLE document_versions ADD COLUMN file jsonb;

RESET ROLE;
