-- Checkpoints, leases and dead letters: what consumers of the log keep.
SET ROLE steward_owner;

-- A projection's place in the log, and who may move it: one active instance, whose
-- epoch grows with every change of hands.
CREATE TABLE checkpoints (
    projection text NOT NULL,
    generation int NOT NULL,
    position   bigint NOT NULL DEFAULT 0,
    epoch      bigint NOT NULL DEFAULT 0,
    holder     uuid,
    expires_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (projection, generation)
);
GRANT SELECT ON checkpoints TO steward_api, steward_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON checkpoints TO steward_system;

-- Events that a projection could not apply, and the later ones of their streams,
-- in order. No text: the events themselves are in the log.
CREATE TABLE dead_letters (
    consumer       text NOT NULL,
    generation     int NOT NULL,
    position       bigint NOT NULL,
    tenant_id      uuid NOT NULL,
    aggregate_type text NOT NULL,
    aggregate_id   text NOT NULL,
    event_type     text NOT NULL,
    reason         text NOT NULL,
    attempts       int NOT NULL DEFAULT 1,
    parked_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, generation, position)
);
CREATE INDEX dead_letters_by_stream ON dead_letters (consumer, generation, aggregate_type, aggregate_id, position);
SELECT protect_tenant_table('dead_letters', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE');

-- Who works on a conversation. A worker that lost its lease still fails at the log:
-- every append of a turn names the expected sequence of its stream.
CREATE TABLE conversation_leases (
    tenant_id       uuid NOT NULL,
    conversation_id uuid NOT NULL,
    holder          uuid NOT NULL,
    epoch           bigint NOT NULL DEFAULT 1,
    expires_at      timestamptz NOT NULL,
    crashes         int NOT NULL DEFAULT 0,
    working_on      uuid,
    PRIMARY KEY (tenant_id, conversation_id)
);
SELECT protect_tenant_table('conversation_leases', '', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE');

RESET ROLE;
