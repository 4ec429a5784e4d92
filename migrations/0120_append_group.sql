-- A group whose units do not meet is appended by three statements that decide by writing
-- (docs/adr/0027).
SET ROLE steward_owner;

-- What a stream's id looks like. The regular expression that said so before took 14 µs for
-- each event, more than everything else that is checked.
ALTER TABLE events
    DROP CONSTRAINT events_aggregate_id_check,
    ADD CONSTRAINT events_aggregate_id_check CHECK (
        aggregate_id LIKE '________-____-____-____-____________/________-____-____-____-____________'
        AND right(aggregate_id, 36)::uuid IS NOT NULL) NOT VALID;

-- Appends a group as a whole, and gives the position before it. NULL: nothing was written,
-- since some unit cannot be appended; `append_units` decides which, and what becomes of the
-- others. For units that name different streams and commands, each with an event for each
-- stream that it was decided on; the rest goes to `append_units` at once.
-- The head's lock comes first. What follows needs no look: a command that was taken is in
-- the primary key of `commands`, a stream that is further has that sequence in the one of
-- `events`, and one that is not as far lacks the event before the first that is added.
-- The tenant's part of a stream's id is that of its unit.
-- `unit_last` is the ordinal in the group of the last event up to the end of each unit;
-- `event_opens` says whether an event is the first that the group adds to its stream.
CREATE FUNCTION append_group(
    unit_tenant uuid[], unit_command uuid[], unit_fingerprint bytea[], unit_result text[], unit_last int[],
    event_unit int[], event_opens boolean[], event_stream_type text[], event_stream uuid[], event_sequence bigint[],
    event_kind text[], event_kind_version text[], event_payload text[], event_metadata text[], event_uuid uuid[]
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
-- Postgres would plan a group of one anew each time, which takes as long as appending it.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
#variable_conflict use_variable
DECLARE
    before bigint;
    now_at timestamptz;
BEGIN
    UPDATE log_head h
    SET position = h.position + cardinality(event_uuid), recorded_at = greatest(clock_timestamp(), h.recorded_at)
    RETURNING h.position - cardinality(event_uuid), h.recorded_at INTO STRICT before, now_at;

    INSERT INTO commands (tenant_id, command_id, fingerprint, result, position, recorded_at)
    SELECT unit_tenant[u], unit.command, unit_fingerprint[u], unit_result[u]::json, before + unit_last[u], now_at
    FROM unnest(unit_command) WITH ORDINALITY AS unit (command, u);

    INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                        payload, metadata, position, event_id, command_id, recorded_at)
    SELECT event_stream_type[n], unit_tenant[event_unit[n]] || '/' || event_stream[n],
           CASE WHEN event_sequence[n] = 1 OR NOT event_opens[n] OR (
                    SELECT true FROM events e
                    WHERE e.aggregate_type = event_stream_type[n]
                      AND e.aggregate_id = unit_tenant[event_unit[n]] || '/' || event_stream[n]
                      AND e.sequence = event_sequence[n] - 1)
                THEN event_sequence[n] END,
           event_kind[n], event_kind_version[n], event_payload[n]::json, event_metadata[n]::json,
           before + n, event.id, unit_command[event_unit[n]], now_at
    FROM unnest(event_uuid) WITH ORDINALITY AS event (id, n);
    RETURN before;
EXCEPTION WHEN unique_violation OR not_null_violation THEN
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION append_group FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_group TO steward_api, steward_worker, steward_system;

RESET ROLE;
