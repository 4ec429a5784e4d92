-- A search takes what its words' entries lead to as arrays, and works out scores itself
-- (docs/adr/0032).
SET ROLE steward_owner;

-- Which current passages of the connection's tenant have one of these lexemes (the n-th): those
-- in whose number of occurrences a power of two is, with their lengths in words. A definer's
-- function as `passages_with` is, which the release before asks: whose passages they are is part
-- of what is looked up.
CREATE FUNCTION postings_of(lexemes text[])
RETURNS TABLE (term int, times int, chunk_ids uuid[], lengths int[])
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET enable_seqscan = off
AS $$
    SELECT wanted.term::int, 1 << bit, found.chunk_ids, found.lengths
    FROM (SELECT current_tenant() AS tenant_id OFFSET 0) AS mine,
         unnest(lexemes) WITH ORDINALITY AS wanted (lexeme, term), generate_series(0, 8) AS bit,
         LATERAL (
             SELECT array_agg(c.chunk_id) AS chunk_ids, array_agg(c.words) AS lengths FROM chunks c
             WHERE c.current AND c.tenant_id IS NOT DISTINCT FROM mine.tenant_id
               AND c.word_counts @> ARRAY[mine.tenant_id || ' ' || (1 << bit) || ' ' || wanted.lexeme]
         ) AS found
    WHERE found.chunk_ids IS NOT NULL
$$;
REVOKE EXECUTE ON FUNCTION postings_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION postings_of TO steward_api, steward_worker, steward_system;

-- Since Postgres 18 a function keeps its plan, and one that was made for a small library compared
-- the vectors of a large one without a second process.
ALTER FUNCTION vectors_near SET plan_cache_mode = force_custom_plan;

RESET ROLE;
