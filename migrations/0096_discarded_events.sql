-- Events that somebody left out of a projection for good, because it cannot apply them: live
-- work, retries and rebuilds pass over them, and the later ones of their streams are applied.
-- The events themselves stay in the log.
SET ROLE steward_owner;

CREATE TABLE discarded_events (
    consumer       text NOT NULL,
    position       bigint NOT NULL,
    tenant_id      uuid NOT NULL,
    aggregate_type text NOT NULL,
    aggregate_id   text NOT NULL,
    event_type     text NOT NULL,
    trouble        text NOT NULL, -- why it could not be applied
    reason         text NOT NULL, -- why it was discarded, in the words of who did it
    discarded_by   text NOT NULL,
    discarded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, position)
);
SELECT protect_tenant_table('discarded_events', 'SELECT', 'SELECT', 'SELECT, INSERT');

RESET ROLE;
