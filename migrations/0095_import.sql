-- Filling an empty log from an export of another one (docs/log.md). Only the owner does it:
-- none of the roles that run may execute these functions.
SET ROLE steward_owner;

-- The import of this log, if it began as one, and how far it is. Done: it is a log like any.
CREATE TABLE log_import (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    position   bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at   timestamptz
);

-- Begins an import, or goes on with one that was interrupted: the position that it is at.
CREATE FUNCTION begin_import() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    head  log_head%ROWTYPE;
    known log_import%ROWTYPE;
BEGIN
    SELECT * INTO STRICT head FROM log_head FOR UPDATE;
    SELECT * INTO known FROM log_import;
    IF NOT FOUND THEN
        IF head.position <> 0 OR EXISTS (SELECT FROM commands) THEN
            RAISE EXCEPTION 'the log is not empty, it stands at position %', head.position
                USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        INSERT INTO log_import DEFAULT VALUES;
        RETURN 0;
    END IF;
    IF known.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'the log is not empty, it was imported up to position %', known.position
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF known.position <> head.position THEN
        RAISE EXCEPTION 'the import is at position %, and something else appended up to position %',
            known.position, head.position USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    RETURN known.position;
END
$$;

-- Appends the next events of an import, as they are. `after` is where it is. What led to an
-- event stays told by its command, so a command that comes again finds itself carried out;
-- what it was answered is not known, nor is its fingerprint.
CREATE FUNCTION import_events(
    after bigint, event_position bigint[], event_uuid uuid[], event_stream_type text[],
    event_stream_id text[], event_sequence bigint[], event_kind text[], event_kind_version text[],
    event_command uuid[], event_recorded timestamptz[], event_metadata text[], event_payload text[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    here    bigint;
    n       int := coalesce(array_length(event_position, 1), 0);
    wrong   bigint;
    latest  timestamptz;
BEGIN
    SELECT h.position INTO STRICT here FROM log_head h FOR UPDATE;
    IF here <> after OR NOT EXISTS (SELECT FROM log_import i WHERE i.position = here AND i.ended_at IS NULL) THEN
        RAISE EXCEPTION 'the import is not at position %; something else appended up to position %', after, here
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    SELECT max(e.recorded_at) INTO latest FROM events e WHERE e.position = here;

    -- Each event follows the one before it, in the log and in its stream.
    SELECT min(w.position) INTO wrong FROM (
        SELECT i.position, i.position <> after + i.ordinal
            OR i.recorded < coalesce(lag(i.recorded) OVER (ORDER BY i.ordinal), latest, '-infinity')
            OR i.sequence <> row_number() OVER (PARTITION BY i.stype, i.sid ORDER BY i.ordinal)
               + coalesce((SELECT max(e.sequence) FROM events e
                           WHERE e.aggregate_type = i.stype AND e.aggregate_id = i.sid), 0) AS bad
        FROM unnest(event_position, event_stream_type, event_stream_id, event_sequence, event_recorded)
             WITH ORDINALITY AS i(position, stype, sid, sequence, recorded, ordinal)) AS w
    WHERE w.bad;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the event at position % does not follow those before it', wrong
            USING ERRCODE = 'data_exception', DETAIL = wrong;
    END IF;

    INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                        payload, metadata, position, event_id, command_id, recorded_at)
    SELECT i.stype, i.sid, i.sequence, i.kind, i.version, i.payload::json, i.metadata::json,
           i.position, i.id, i.command, i.recorded
    FROM unnest(event_stream_type, event_stream_id, event_sequence, event_kind, event_kind_version,
                event_payload, event_metadata, event_position, event_uuid, event_command, event_recorded)
         AS i(stype, sid, sequence, kind, version, payload, metadata, position, id, command, recorded);

    INSERT INTO commands AS c (tenant_id, command_id, fingerprint, result, position, recorded_at)
    SELECT left(i.sid, 36)::uuid, i.command, ''::bytea, 'null'::json, max(i.position), max(i.recorded)
    FROM unnest(event_stream_id, event_command, event_position, event_recorded)
         AS i(sid, command, position, recorded)
    GROUP BY 1, 2
    ON CONFLICT (tenant_id, command_id) DO UPDATE SET position = excluded.position,
                                                      recorded_at = excluded.recorded_at;

    UPDATE log_head SET position = after + n, recorded_at = coalesce(event_recorded[n], recorded_at);
    UPDATE log_import SET position = after + n;
END
$$;

-- Ends an import: from here on it is a log like any, and none is imported into it.
CREATE FUNCTION end_import() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$ UPDATE log_import SET ended_at = clock_timestamp() WHERE ended_at IS NULL $$;

REVOKE EXECUTE ON FUNCTION begin_import, import_events, end_import FROM PUBLIC;

RESET ROLE;
