-- Rebuilding a projection beside the live one: its tables are made again in the schema
-- `rebuild`, filled from position 1, and take the live ones' place in one transaction.
-- These two functions are the only place where tables change at run time; they know
-- which tables belong to a projection, so a caller cannot name others.
CREATE SCHEMA rebuild AUTHORIZATION steward_owner;
SET ROLE steward_owner;
GRANT USAGE ON SCHEMA rebuild TO steward_system;

ALTER TABLE projection_generations ADD COLUMN tables text[] NOT NULL DEFAULT '{}';
UPDATE projection_generations SET tables = CASE projection
    WHEN 'directory' THEN ARRAY['tenants', 'members']
    WHEN 'conversations' THEN ARRAY['conversations', 'messages']
    WHEN 'turns' THEN ARRAY['turns', 'turn_steps']
    WHEN 'actions' THEN ARRAY['actions']
    WHEN 'notifications' THEN ARRAY['notifications']
    WHEN 'roster' THEN ARRAY['shifts']
    WHEN 'knowledge' THEN ARRAY['documents', 'document_versions', 'chunks']
END;

-- Makes empty tables for the next generation and forgets an earlier attempt at it.
CREATE FUNCTION begin_rebuild(wanted text) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    live projection_generations%ROWTYPE;
    name text;
BEGIN
    SELECT * INTO STRICT live FROM projection_generations WHERE projection = wanted FOR UPDATE;
    DELETE FROM checkpoints WHERE projection = wanted AND generation <> live.generation;
    DELETE FROM dead_letters WHERE consumer = wanted AND generation <> live.generation;
    FOREACH name IN ARRAY live.tables LOOP
        EXECUTE format('DROP TABLE IF EXISTS rebuild.%I', name);
        EXECUTE format('CREATE TABLE rebuild.%I (LIKE public.%I INCLUDING ALL)', name, name);
        PERFORM protect_tenant_table(format('rebuild.%I', name)::regclass,
                                     'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');
    END LOOP;
    RETURN live.generation + 1;
END
$$;

-- Puts the rebuilt tables in the place of the live ones. The caller holds the rows of
-- both generations' checkpoints, and the rebuilt one is not behind.
CREATE FUNCTION finish_rebuild(wanted text, rebuilt int) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    live    projection_generations%ROWTYPE;
    name    text;
    present text[];
    proper  text[];
BEGIN
    SELECT * INTO STRICT live FROM projection_generations WHERE projection = wanted FOR UPDATE;
    IF rebuilt <> live.generation + 1
       OR (SELECT count(*) FROM checkpoints WHERE projection = wanted AND generation = rebuilt) <> 1 THEN
        RAISE EXCEPTION 'generation % of % is no rebuild under way', rebuilt, wanted;
    END IF;
    IF EXISTS (SELECT FROM checkpoints n, checkpoints o
               WHERE n.projection = wanted AND n.generation = rebuilt
                 AND o.projection = wanted AND o.generation = live.generation AND n.position < o.position) THEN
        RAISE EXCEPTION 'generation % of % is behind the live one', rebuilt, wanted;
    END IF;
    FOREACH name IN ARRAY live.tables LOOP
        -- Indexes get the names that migrations know them by.
        SELECT array_agg(n.relname ORDER BY n.relname), array_agg(o.relname ORDER BY n.relname)
        INTO present, proper
        FROM (SELECT c.relname, regexp_replace(pg_get_indexdef(c.oid), '^.* USING ', '') AS shape
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              WHERE i.indrelid = format('public.%I', name)::regclass) AS o
        JOIN (SELECT c.relname, regexp_replace(pg_get_indexdef(c.oid), '^.* USING ', '') AS shape
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              WHERE i.indrelid = format('rebuild.%I', name)::regclass) AS n USING (shape);
        EXECUTE format('ANALYZE rebuild.%I', name);
        EXECUTE format('DROP TABLE public.%I', name);
        EXECUTE format('ALTER TABLE rebuild.%I SET SCHEMA public', name);
        FOR i IN 1 .. coalesce(array_length(present, 1), 0) LOOP
            IF present[i] <> proper[i] THEN
                EXECUTE format('ALTER INDEX public.%I RENAME TO %I', present[i], proper[i]);
            END IF;
        END LOOP;
    END LOOP;
    UPDATE projection_generations SET generation = rebuilt WHERE projection = wanted;
    DELETE FROM checkpoints WHERE projection = wanted AND generation <> rebuilt;
    DELETE FROM dead_letters WHERE consumer = wanted AND generation <> rebuilt;
END
$$;

REVOKE EXECUTE ON FUNCTION begin_rebuild, finish_rebuild FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_rebuild, finish_rebuild TO steward_system;

-- Where a worker looks for actions that were approved.
CREATE INDEX actions_approved ON actions (position) WHERE status = 'approved';

RESET ROLE;
