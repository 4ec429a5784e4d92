-- Projection `logbook`: stream Logbook. A struck entry keeps its text.
SET ROLE steward_owner;

CREATE TABLE log_entries (
    tenant_id        uuid NOT NULL,
    entry_id         uuid NOT NULL,
    logged_by        uuid NOT NULL,
    text             text,
    category         text,
    happened_at      timestamptz NOT NULL,
    logged_at        timestamptz NOT NULL,
    struck_at        timestamptz,
    struck_by        uuid,
    action_id        uuid, -- that wrote it
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, entry_id)
);
CREATE INDEX log_entries_by_time ON log_entries (tenant_id, happened_at, entry_id);

SELECT protect_tenant_table('log_entries', 'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');

INSERT INTO projection_generations (projection, generation, tables)
VALUES ('logbook', 1, ARRAY['log_entries']);

RESET ROLE;
