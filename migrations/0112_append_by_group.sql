-- Groups are appended by a few statements for all of their units, where no unit bears on
-- another (docs/adr/0023).
SET ROLE steward_owner;

-- The way of migration 0002: one unit after another, each seeing the earlier ones.
ALTER FUNCTION append_units RENAME TO append_units_in_turn;

-- What it answers and what it guarantees is the same. Units that name the same stream or the
-- same command are decided in turn, and so are one or two, for which that is quicker.
-- The head's lock comes first; every later statement sees what was committed before.
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
#variable_conflict use_column
DECLARE
    head       log_head%ROWTYPE;
    now_at     timestamptz;
    verdicts   text[];
    positions  bigint[];
    results    text[];
    streams    text[];
    sequences  bigint[];
    added      bigint;
BEGIN
    IF coalesce(array_length(unit_command, 1), 0) <= 2
       OR (SELECT count(*) <> count(DISTINCT (tenant, command))
           FROM unnest(unit_tenant, unit_command) AS units (tenant, command))
       OR (SELECT count(*) <> count(DISTINCT (kind, id)) FROM unnest(stream_type, stream_id) AS named (kind, id))
    THEN
        RETURN QUERY SELECT * FROM append_units_in_turn(
            unit_tenant, unit_command, unit_fingerprint, unit_result, stream_from, stream_to, event_from, event_to,
            stream_type, stream_id, stream_expected, event_stream_type, event_stream_id, event_sequence,
            event_kind, event_kind_version, event_payload, event_metadata, event_uuid);
        RETURN;
    END IF;

    SELECT * INTO STRICT head FROM log_head FOR UPDATE;
    now_at := greatest(clock_timestamp(), head.recorded_at);

    WITH moved AS (
        -- The first stream of each unit that is not where the unit expects it.
        SELECT DISTINCT ON (unit.u) unit.u, stream_type[s] || ':' || stream_id[s] AS stream, at.sequence
        FROM unnest(stream_from, stream_to) WITH ORDINALITY AS unit (first, last, u)
        CROSS JOIN LATERAL generate_series(unit.first, unit.last) AS s
        CROSS JOIN LATERAL (SELECT coalesce(max(e.sequence), 0) AS sequence FROM events e
                            WHERE e.aggregate_type = stream_type[s] AND e.aggregate_id = stream_id[s]) AS at
        WHERE at.sequence <> stream_expected[s]
        ORDER BY unit.u, s
    ), decided AS (
        SELECT unit.u, known.position, known.result::text AS result, moved.stream, moved.sequence,
               CASE WHEN known.fingerprint = unit.fingerprint THEN 'duplicate'
                    WHEN known.command_id IS NOT NULL THEN 'reused'
                    WHEN moved.u IS NOT NULL THEN 'conflict'
                    ELSE 'appended' END AS verdict,
               greatest(unit.last - unit.first + 1, 0) AS events
        FROM unnest(unit_tenant, unit_command, unit_fingerprint, event_from, event_to)
             WITH ORDINALITY AS unit (tenant, command, fingerprint, first, last, u)
        LEFT JOIN commands known ON known.tenant_id = unit.tenant AND known.command_id = unit.command
        LEFT JOIN moved USING (u)
    ), placed AS (
        SELECT *, head.position + sum(events) FILTER (WHERE verdict = 'appended') OVER (ORDER BY u) AS reaches
        FROM decided
    )
    SELECT array_agg(verdict ORDER BY u),
           array_agg(CASE verdict WHEN 'appended' THEN reaches WHEN 'conflict' THEN NULL ELSE position END ORDER BY u),
           array_agg(CASE verdict WHEN 'appended' THEN unit_result[u] WHEN 'conflict' THEN NULL ELSE result END ORDER BY u),
           array_agg(CASE verdict WHEN 'conflict' THEN stream END ORDER BY u),
           array_agg(CASE verdict WHEN 'conflict' THEN sequence END ORDER BY u),
           coalesce(sum(events) FILTER (WHERE verdict = 'appended'), 0)
    INTO verdicts, positions, results, streams, sequences, added
    FROM placed;

    INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                        payload, metadata, position, event_id, command_id, recorded_at)
    SELECT event_stream_type[n], event_stream_id[n], event_sequence[n], event_kind[n], event_kind_version[n],
           event_payload[n]::json, event_metadata[n]::json,
           head.position + row_number() OVER (ORDER BY unit.u, n), event_uuid[n], unit.command, now_at
    FROM unnest(event_from, event_to, unit_command, verdicts) WITH ORDINALITY AS unit (first, last, command, verdict, u)
    CROSS JOIN LATERAL generate_series(unit.first, unit.last) AS n
    WHERE unit.verdict = 'appended'
    ORDER BY unit.u, n;

    IF EXISTS (SELECT FROM unnest(event_from, event_to, unit_tenant) AS unit (first, last, tenant)
               CROSS JOIN LATERAL generate_series(unit.first, unit.last) AS n
               WHERE left(event_stream_id[n], 36)::uuid <> unit.tenant) THEN
        RAISE EXCEPTION 'a unit names a stream of another tenant';
    END IF;

    INSERT INTO commands (tenant_id, command_id, fingerprint, result, position, recorded_at)
    SELECT unit.tenant, unit.command, unit.fingerprint, unit.result::json, unit.position, now_at
    FROM unnest(unit_tenant, unit_command, unit_fingerprint, unit_result, positions, verdicts)
         AS unit (tenant, command, fingerprint, result, position, verdict)
    WHERE unit.verdict = 'appended';

    UPDATE log_head SET position = head.position + added, recorded_at = now_at;

    RETURN QUERY
    SELECT done.verdict, done.position, done.result, done.stream, done.sequence
    FROM unnest(verdicts, positions, results, streams, sequences) WITH ORDINALITY
         AS done (verdict, position, result, stream, sequence, u)
    ORDER BY done.u;
END
$$;
REVOKE EXECUTE ON FUNCTION append_units FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_units TO steward_api, steward_worker, steward_system;

RESET ROLE;
