-- The search reads what it needs by index, and its rows are small (docs/adr/0025).
SET ROLE steward_owner;

-- The same answer as before, in a form that the planner puts into a statement instead of calling
-- it for every row: a function with settings of its own is called.
CREATE OR REPLACE FUNCTION current_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(pg_catalog.current_setting('app.tenant_id', true), '')::uuid;

-- How often each stem is in a passage, in a form that an index finds: `<tenant> <n> <lexeme>` for
-- each power of two `n` that the number is the sum of. The tenant is part of it so that a search
-- meets no word of another one; the lexemes are the stems in either language.
CREATE FUNCTION word_counts(tenant uuid, passage text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT array_agg(tenant || ' ' || (1 << bit) || ' ' || found.lexeme)
    FROM unnest(to_tsvector('english', passage) || to_tsvector('spanish', passage)) AS found,
         generate_series(0, 8) AS bit
    WHERE (cardinality(found.positions) >> bit) & 1 = 1
);
GRANT EXECUTE ON FUNCTION word_counts TO steward_system;

-- Long values lie beside the rows: what a search goes through is some 200 bytes a passage.
-- `tsv` is what the release before searches in.
ALTER TABLE chunks SET (toast_tuple_target = 320);
ALTER TABLE chunks ALTER title SET STORAGE MAIN, ALTER heading SET STORAGE MAIN,
    ALTER content_hash SET STORAGE MAIN;
ALTER TABLE chunks ADD COLUMN word_counts text[]
    GENERATED ALWAYS AS (word_counts(tenant_id, title || E'\n' || heading || E'\n' || text)) STORED;
ALTER TABLE chunks ALTER word_counts SET STATISTICS 0;

-- Without a list of what is to be put in order later: every search would read that list.
CREATE INDEX chunks_by_word ON chunks USING gin (word_counts) WITH (fastupdate = off) WHERE current;
CREATE INDEX chunks_by_length ON chunks (tenant_id, words) WHERE current;

-- Which current passages of the connection's tenant have one of these lexemes (the n-th), and how
-- often. A definer's function, because `@>` may leak, so it is no condition for an index while
-- row-level security applies; whose passages they are is part of what is looked up. The tenant
-- is compared so that no index serves it: there is one way to do this at every size.
CREATE FUNCTION passages_with(lexemes text[])
RETURNS TABLE (term int, chunk_id uuid, words int, times int)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET enable_seqscan = off
AS $$
    SELECT wanted.term::int, c.chunk_id, any_value(c.words), sum(1 << bit)::int
    FROM (SELECT current_tenant() AS tenant_id OFFSET 0) AS mine,
         unnest(lexemes) WITH ORDINALITY AS wanted (lexeme, term), generate_series(0, 8) AS bit, chunks c
    WHERE c.current AND c.tenant_id IS NOT DISTINCT FROM mine.tenant_id
      AND c.word_counts @> ARRAY[mine.tenant_id || ' ' || (1 << bit) || ' ' || wanted.lexeme]
    GROUP BY wanted.term, c.chunk_id
$$;
REVOKE EXECUTE ON FUNCTION word_counts, passages_with FROM PUBLIC;
GRANT EXECUTE ON FUNCTION passages_with TO steward_api, steward_worker, steward_system;

-- Half the bytes, inline up to a page's size; lengths are one, which a cosine does not notice, so
-- that no value is too large. The index leads through a space in the order of the table.
ALTER TABLE embeddings ALTER embedding TYPE halfvec USING l2_normalize(embedding)::halfvec;
ALTER TABLE embeddings ALTER embedding SET STORAGE MAIN;
CREATE INDEX embeddings_of_space ON embeddings (tenant_id, space);

-- The vectors of the connection's tenant that are nearest to one, all if `most` is null. Those of
-- another length come last, without a distance. A function so that the planner takes this index,
-- whatever the tenant's share of the table is: in a scan of the table it would work out for each
-- row whose tenant the connection is.
CREATE FUNCTION vectors_near(wanted text, question vector, most bigint)
RETURNS TABLE (content_hash text, distance float8)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = public, pg_temp
SET enable_seqscan = off
AS $$
    SELECT e.content_hash, CASE WHEN vector_dims(e.embedding) = vector_dims(question)
                           THEN e.embedding <=> (SELECT l2_normalize(question)::halfvec) END AS distance
    FROM embeddings e WHERE e.tenant_id = current_tenant() AND e.space = wanted
    ORDER BY distance LIMIT most
$$;

-- The cosines of passages' vectors and another one, from 0 to 1, where they have one.
CREATE FUNCTION vectors_of(passages uuid[], wanted text, question vector)
RETURNS TABLE (chunk_id uuid, score float8)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = public, pg_temp
SET enable_seqscan = off
AS $$
    SELECT c.chunk_id, least(1, greatest(0, 1 - nullif(
        e.embedding <=> (SELECT l2_normalize(question)::halfvec), 'NaN')))
    FROM unnest(passages) AS passage (chunk_id)
    JOIN chunks c ON c.tenant_id = current_tenant() AND c.chunk_id = passage.chunk_id
    JOIN embeddings e ON e.tenant_id = c.tenant_id AND e.content_hash = c.content_hash
    WHERE e.space = wanted AND vector_dims(e.embedding) = vector_dims(question)
$$;
REVOKE EXECUTE ON FUNCTION vectors_near, vectors_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vectors_near, vectors_of TO steward_api, steward_worker, steward_system;

-- As in 0085, and rows are stored as in the live table.
CREATE OR REPLACE FUNCTION begin_rebuild(wanted text, wanted_version int, wanted_purpose text, anew boolean, needed text[])
RETURNS TABLE (generation int, resumed boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    live projection_generations%ROWTYPE;
    name text;
    same boolean;
    settings text;
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
        SELECT 'WITH (' || array_to_string(c.reloptions, ', ') || ')' INTO settings
            FROM pg_class c WHERE c.oid = format('public.%I', name)::regclass;
        EXECUTE format('CREATE TABLE rebuild.%I (LIKE public.%I INCLUDING ALL EXCLUDING INDEXES) %s',
                       name, name, settings);
        PERFORM index_rebuilt(name, needed);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON rebuild.%I TO steward_system', name);
    END LOOP;
    INSERT INTO rebuilds (projection, generation, version, purpose)
        VALUES (wanted, live.generation + 1, wanted_version, wanted_purpose);
    RETURN QUERY SELECT live.generation + 1, false;
END
$$;

RESET ROLE;
