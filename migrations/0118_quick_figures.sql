-- Filled tables get quick figures for the planner, from a sample of some 3,000 rows: those of
-- the usual sample took a third of the time that a rebuild of 50,000 events takes now
-- (docs/adr/0026).
SET ROLE steward_owner;

-- What filling did without: all indexes, figures for the planner, the tenant boundary. ANALYZE
-- with its columns named leaves the count of changed rows as it is, so that autovacuum makes
-- thorough figures within a minute, beside the readers of the new tables.
CREATE OR REPLACE FUNCTION settle_rebuild(wanted text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
SET default_statistics_target = 10
AS $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT unnest(tables) FROM projection_generations WHERE projection = wanted LOOP
        PERFORM index_rebuilt(name, NULL);
        EXECUTE format('ANALYZE rebuild.%I (%s)', name, (
            SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
            WHERE attrelid = format('rebuild.%I', name)::regclass AND attnum > 0 AND NOT attisdropped));
        PERFORM protect_tenant_table(format('rebuild.%I', name)::regclass,
                                     'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');
    END LOOP;
    UPDATE rebuilds SET settled = true WHERE projection = wanted;
END
$$;

RESET ROLE;
