-- The log: one dense, commit-ordered sequence of events (docs/adr/0002).
SET ROLE steward_owner;

-- One row. Its lock is what makes positions dense and commit-ordered: an append
-- takes it first and holds it until its commit.
CREATE TABLE log_head (
    singleton   boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    log_id      uuid NOT NULL DEFAULT gen_random_uuid(),
    position    bigint NOT NULL DEFAULT 0,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO log_head DEFAULT VALUES;
GRANT SELECT ON log_head TO steward_api, steward_worker, steward_system;

-- The first seven columns and the primary key are those of postgres-es, whose
-- repository loads streams. payload and metadata are json, not jsonb: the exact
-- text is kept.
CREATE TABLE events (
    aggregate_type text NOT NULL,
    aggregate_id   text NOT NULL CHECK (aggregate_id ~ '^[0-9a-f-]{36}/[0-9a-f-]{36}$'),
    sequence       bigint NOT NULL CHECK (sequence > 0),
    event_type     text NOT NULL,
    event_version  text NOT NULL,
    payload        json NOT NULL,
    metadata       json NOT NULL,
    position       bigint NOT NULL UNIQUE CHECK (position > 0),
    tenant_id      uuid NOT NULL GENERATED ALWAYS AS (left(aggregate_id, 36)::uuid) STORED,
    event_id       uuid NOT NULL UNIQUE,
    command_id     uuid NOT NULL,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, sequence)
);
CREATE INDEX events_by_tenant ON events (tenant_id, position);
SELECT protect_tenant_table('events', 'SELECT', 'SELECT', 'SELECT');

CREATE FUNCTION refuse_change_of_log() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();

-- What each command led to. The result holds status, ids and position, never text.
CREATE TABLE commands (
    tenant_id   uuid NOT NULL,
    command_id  uuid NOT NULL,
    fingerprint bytea NOT NULL,
    result      json NOT NULL,
    position    bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, command_id)
);
SELECT protect_tenant_table('commands', 'SELECT', 'SELECT', 'SELECT');

-- Appends a group of units in one transaction and gives a verdict for each:
--   appended   its events are in the log
--   duplicate  its command was taken before; result and position are the first ones
--   reused     its command id was taken before for another request
--   conflict   a stream is not at the expected sequence; nothing of it was written
-- A unit is all or nothing over its streams, and never fails its neighbours.
-- The head's lock comes first; every read after it is a later statement, so it sees
-- what committed before the lock was given, and the earlier units of this group.
-- Streams and events of unit u are the array slices [*_from[u] .. *_to[u]], 1-based.
CREATE FUNCTION append_units(
    unit_tenant uuid[], unit_command uuid[], unit_fingerprint bytea[], unit_result text[],
    stream_from int[], stream_to int[], event_from int[], event_to int[],
    stream_type text[], stream_id text[], stream_expected bigint[],
    event_stream_type text[], event_stream_id text[], event_sequence bigint[],
    event_kind text[], event_kind_version text[], event_payload text[], event_metadata text[], event_uuid uuid[]
) RETURNS TABLE (verdict text, last_position bigint, result text, conflict_stream text, conflict_sequence bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    head   log_head%ROWTYPE;
    now_at timestamptz;
    known  commands%ROWTYPE;
    actual bigint;
    added  int;
BEGIN
    SELECT * INTO STRICT head FROM log_head FOR UPDATE;
    now_at := greatest(clock_timestamp(), head.recorded_at);

    <<units>>
    FOR u IN 1 .. coalesce(array_length(unit_command, 1), 0) LOOP
        verdict := NULL; last_position := NULL; result := NULL;
        conflict_stream := NULL; conflict_sequence := NULL;

        SELECT c.* INTO known FROM commands c
            WHERE c.tenant_id = unit_tenant[u] AND c.command_id = unit_command[u];
        IF FOUND THEN
            verdict := CASE WHEN known.fingerprint = unit_fingerprint[u] THEN 'duplicate' ELSE 'reused' END;
            last_position := known.position;
            result := known.result::text;
            RETURN NEXT;
            CONTINUE units;
        END IF;

        FOR s IN stream_from[u] .. stream_to[u] LOOP
            SELECT coalesce(max(e.sequence), 0) INTO actual FROM events e
                WHERE e.aggregate_type = stream_type[s] AND e.aggregate_id = stream_id[s];
            IF actual <> stream_expected[s] THEN
                verdict := 'conflict';
                conflict_stream := stream_type[s] || ':' || stream_id[s];
                conflict_sequence := actual;
                RETURN NEXT;
                CONTINUE units;
            END IF;
        END LOOP;

        added := greatest(event_to[u] - event_from[u] + 1, 0);
        IF added > 0 THEN
            INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                                payload, metadata, position, event_id, command_id, recorded_at)
            SELECT n.stype, n.sid, n.seq, n.kind, n.version, n.payload::json, n.metadata::json,
                   head.position + n.ordinal, n.id, unit_command[u], now_at
            FROM unnest(event_stream_type[event_from[u]:event_to[u]], event_stream_id[event_from[u]:event_to[u]],
                        event_sequence[event_from[u]:event_to[u]], event_kind[event_from[u]:event_to[u]],
                        event_kind_version[event_from[u]:event_to[u]], event_payload[event_from[u]:event_to[u]],
                        event_metadata[event_from[u]:event_to[u]], event_uuid[event_from[u]:event_to[u]])
                 WITH ORDINALITY AS n(stype, sid, seq, kind, version, payload, metadata, id, ordinal);
            IF EXISTS (SELECT 1 FROM unnest(event_stream_id[event_from[u]:event_to[u]]) AS i(id)
                       WHERE left(i.id, 36)::uuid <> unit_tenant[u]) THEN
                RAISE EXCEPTION 'a unit of tenant % names a stream of another tenant', unit_tenant[u];
            END IF;
            head.position := head.position + added;
        END IF;

        INSERT INTO commands (tenant_id, command_id, fingerprint, result, position, recorded_at)
        VALUES (unit_tenant[u], unit_command[u], unit_fingerprint[u], unit_result[u]::json, head.position, now_at);
        verdict := 'appended';
        last_position := head.position;
        result := unit_result[u];
        RETURN NEXT;
    END LOOP;

    UPDATE log_head SET position = head.position, recorded_at = now_at;
END
$$;
REVOKE EXECUTE ON FUNCTION append_units FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_units TO steward_api, steward_worker, steward_system;

RESET ROLE;
