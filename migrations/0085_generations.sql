-- Rebuilding that can be interrupted and resumed, in lanes; shapes that have a version;
-- pausing; what people ask the projectors to do (docs/projections.md, docs/adr/0017).
SET ROLE steward_owner;

-- The shape of its live tables, whether it stands still, and when its tables last changed.
ALTER TABLE projection_generations
    ADD COLUMN version    int NOT NULL DEFAULT 1,
    ADD COLUMN paused_at  timestamptz,
    ADD COLUMN flipped_at timestamptz;

-- Tables of the generation before, kept until they are dropped; no role reads them.
RESET ROLE;
CREATE SCHEMA retired AUTHORIZATION steward_owner;
SET ROLE steward_owner;

-- Rebuilds under way. Each round fills everything up to `target`, its lanes side by side: a
-- lane is the streams whose id's last byte leaves `lane` when divided by the number of lanes.
CREATE TABLE rebuilds (
    projection text PRIMARY KEY REFERENCES projection_generations,
    generation int NOT NULL,
    version    int NOT NULL,
    purpose    text NOT NULL CHECK (purpose IN ('rebuild', 'verify')),
    target     bigint NOT NULL DEFAULT 0,
    settled    boolean NOT NULL DEFAULT false, -- filled: it has all indexes and its protection
    started_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE rebuild_lanes (
    projection text NOT NULL REFERENCES rebuilds ON DELETE CASCADE,
    lane       int NOT NULL,
    position   bigint NOT NULL,
    PRIMARY KEY (projection, lane)
);
GRANT SELECT, UPDATE (target) ON rebuilds TO steward_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON rebuild_lanes TO steward_system;

-- What somebody asked the projectors to do, and what came of it. A projector that died over
-- one loses it to another when its time has run out.
CREATE TABLE projection_requests (
    request_id   uuid PRIMARY KEY,
    projection   text NOT NULL REFERENCES projection_generations,
    kind         text NOT NULL,
    arguments    jsonb NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at   timestamptz,
    ended_at     timestamptz,
    holder       uuid,
    expires_at   timestamptz,
    failed       boolean NOT NULL DEFAULT false,
    outcome      jsonb
);
CREATE INDEX projection_requests_open ON projection_requests (requested_at) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON projection_requests TO steward_system;

DROP FUNCTION begin_rebuild(text);
DROP FUNCTION finish_rebuild(text, int);

-- The columns and checks of a table, to tell whether two have the same shape.
CREATE FUNCTION shape_of(target regclass) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog
AS $$
    SELECT concat(
        (SELECT string_agg(format('%s %s %s', attname, format_type(atttypid, atttypmod), attnotnull), ', ' ORDER BY attname)
         FROM pg_attribute WHERE attrelid = target AND attnum > 0 AND NOT attisdropped),
        (SELECT string_agg(pg_get_constraintdef(oid), ', ' ORDER BY conname)
         FROM pg_constraint WHERE conrelid = target AND contype = 'c'))
$$;

-- Makes the indexes of a live table on its rebuilt one, by the same names: the primary key
-- and those named in `wanted`, or all.
CREATE FUNCTION index_rebuilt(name text, wanted text[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
    missing record;
BEGIN
    FOR missing IN
        SELECT c.relname, pg_get_indexdef(i.indexrelid) AS made, k.conname, pg_get_constraintdef(k.oid) AS kept
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
        WHERE i.indrelid = format('public.%I', name)::regclass
          AND (wanted IS NULL OR i.indisunique OR c.relname = ANY (wanted))
          AND to_regclass(format('rebuild.%I', c.relname)) IS NULL
    LOOP
        IF missing.conname IS NOT NULL THEN
            EXECUTE format('ALTER TABLE rebuild.%I ADD CONSTRAINT %I %s', name, missing.conname, missing.kept);
        ELSE
            EXECUTE replace(missing.made, format(' ON public.%I ', name), format(' ON rebuild.%I ', name));
        END IF;
    END LOOP;
END
$$;

-- Forgets a rebuild under way, and drops its tables.
CREATE FUNCTION abandon_rebuild(wanted text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    live projection_generations%ROWTYPE;
    name text;
BEGIN
    SELECT * INTO STRICT live FROM projection_generations WHERE projection = wanted FOR UPDATE;
    DELETE FROM rebuilds WHERE projection = wanted;
    DELETE FROM checkpoints WHERE projection = wanted AND generation <> live.generation;
    DELETE FROM dead_letters WHERE consumer = wanted AND generation <> live.generation;
    FOREACH name IN ARRAY live.tables LOOP
        EXECUTE format('DROP TABLE IF EXISTS rebuild.%I', name);
    END LOOP;
END
$$;

-- Drops the tables of the generation before, which a flip kept.
CREATE FUNCTION drop_retired(wanted text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT unnest(tables) FROM projection_generations WHERE projection = wanted LOOP
        EXECUTE format('DROP TABLE IF EXISTS retired.%I', name);
    END LOOP;
END
$$;

-- Goes on with the rebuild under way, if it is one of the same shape and not to be begun anew;
-- else makes empty tables for the next generation. Refused while somebody works on it, and to
-- a verification where a rebuild was begun. COPY takes no table with row-level security, so
-- until they are settled these tables lie where the system's role alone can reach them.
CREATE FUNCTION begin_rebuild(wanted text, wanted_version int, wanted_purpose text, anew boolean, needed text[])
RETURNS TABLE (generation int, resumed boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    live projection_generations%ROWTYPE;
    name text;
    same boolean;
BEGIN
    SELECT * INTO STRICT live FROM projection_generations WHERE projection = wanted FOR UPDATE;
    IF EXISTS (SELECT FROM checkpoints c WHERE c.projection = wanted AND c.generation <> live.generation
                 AND c.holder IS NOT NULL AND c.expires_at > clock_timestamp()) THEN
        RAISE EXCEPTION 'somebody is rebuilding %', wanted USING ERRCODE = 'object_in_use';
    END IF;
    IF wanted_purpose = 'verify' AND EXISTS (
        SELECT FROM rebuilds r WHERE r.projection = wanted AND r.purpose = 'rebuild') THEN
        RAISE EXCEPTION 'a rebuild of % was begun', wanted USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    SELECT r.version = wanted_version AND r.generation = live.generation + 1 INTO same
        FROM rebuilds r WHERE r.projection = wanted;
    IF same AND NOT anew AND NOT EXISTS (
        SELECT FROM unnest(live.tables) AS t(name)
        WHERE to_regclass(format('rebuild.%I', t.name)) IS NULL
           OR shape_of(to_regclass(format('rebuild.%I', t.name))) <> shape_of(format('public.%I', t.name)::regclass)) THEN
        UPDATE rebuilds r SET purpose = wanted_purpose WHERE r.projection = wanted;
        RETURN QUERY SELECT live.generation + 1, true;
        RETURN;
    END IF;
    PERFORM abandon_rebuild(wanted);
    PERFORM drop_retired(wanted);
    FOREACH name IN ARRAY live.tables LOOP
        EXECUTE format('CREATE TABLE rebuild.%I (LIKE public.%I INCLUDING ALL EXCLUDING INDEXES)', name, name);
        PERFORM index_rebuilt(name, needed);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON rebuild.%I TO steward_system', name);
    END LOOP;
    INSERT INTO rebuilds (projection, generation, version, purpose)
        VALUES (wanted, live.generation + 1, wanted_version, wanted_purpose);
    RETURN QUERY SELECT live.generation + 1, false;
END
$$;

-- What filling did without: all indexes, figures for the planner, the tenant boundary.
CREATE FUNCTION settle_rebuild(wanted text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT unnest(tables) FROM projection_generations WHERE projection = wanted LOOP
        PERFORM index_rebuilt(name, NULL);
        EXECUTE format('ANALYZE rebuild.%I', name);
        PERFORM protect_tenant_table(format('rebuild.%I', name)::regclass,
                                     'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');
    END LOOP;
    UPDATE rebuilds SET settled = true WHERE projection = wanted;
END
$$;

-- Puts the rebuilt tables in the place of the live ones, which are kept in `retired`. The
-- caller holds the rows of both generations' checkpoints, and the rebuilt one is not behind.
CREATE FUNCTION finish_rebuild(wanted text, rebuilt int) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    live projection_generations%ROWTYPE;
    made rebuilds%ROWTYPE;
    name text;
BEGIN
    SELECT * INTO STRICT live FROM projection_generations WHERE projection = wanted FOR UPDATE;
    SELECT * INTO made FROM rebuilds WHERE projection = wanted;
    IF made.generation IS DISTINCT FROM rebuilt OR rebuilt <> live.generation + 1
       OR NOT made.settled
       OR (SELECT count(*) FROM checkpoints WHERE projection = wanted AND generation = rebuilt) <> 1 THEN
        RAISE EXCEPTION 'generation % of % is no rebuild under way', rebuilt, wanted;
    END IF;
    IF EXISTS (SELECT FROM checkpoints n, checkpoints o
               WHERE n.projection = wanted AND n.generation = rebuilt
                 AND o.projection = wanted AND o.generation = live.generation AND n.position < o.position) THEN
        RAISE EXCEPTION 'generation % of % is behind the live one', rebuilt, wanted;
    END IF;
    FOREACH name IN ARRAY live.tables LOOP
        IF shape_of(format('rebuild.%I', name)::regclass) <> shape_of(format('public.%I', name)::regclass) THEN
            RAISE EXCEPTION 'the shape of % changed while it was rebuilt: begin again', name
                USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        PERFORM index_rebuilt(name, NULL);
        EXECUTE format('DROP TABLE IF EXISTS retired.%I', name);
        EXECUTE format('ALTER TABLE public.%I SET SCHEMA retired', name);
        EXECUTE format('ALTER TABLE rebuild.%I SET SCHEMA public', name);
    END LOOP;
    UPDATE projection_generations
        SET generation = rebuilt, version = made.version, flipped_at = clock_timestamp()
        WHERE projection = wanted;
    DELETE FROM rebuilds WHERE projection = wanted;
    DELETE FROM checkpoints WHERE projection = wanted AND generation <> rebuilt;
    DELETE FROM dead_letters WHERE consumer = wanted AND generation <> rebuilt;
END
$$;

-- Stops a projection where it is, whoever works on it, or lets it go on; false if there is none.
CREATE FUNCTION pause_projection(wanted text, paused boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    live projection_generations%ROWTYPE;
BEGIN
    UPDATE projection_generations
        SET paused_at = CASE WHEN paused THEN coalesce(paused_at, clock_timestamp()) END
        WHERE projection = wanted RETURNING * INTO live;
    IF NOT FOUND THEN RETURN false; END IF;
    IF paused THEN
        UPDATE checkpoints SET epoch = epoch + 1, holder = NULL, expires_at = NULL
            WHERE projection = wanted AND generation = live.generation;
    END IF;
    RETURN true;
END
$$;

-- Which projections still have the tables of the generation before.
CREATE FUNCTION retired_projections() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT projection FROM projection_generations
    WHERE EXISTS (SELECT FROM unnest(tables) AS t(name) WHERE to_regclass(format('retired.%I', t.name)) IS NOT NULL)
$$;

REVOKE EXECUTE ON FUNCTION shape_of, index_rebuilt, abandon_rebuild, drop_retired, begin_rebuild, settle_rebuild,
    finish_rebuild, pause_projection, retired_projections FROM PUBLIC;
GRANT EXECUTE ON FUNCTION abandon_rebuild, drop_retired, begin_rebuild, settle_rebuild, finish_rebuild,
    pause_projection, retired_projections TO steward_system;

RESET ROLE;
