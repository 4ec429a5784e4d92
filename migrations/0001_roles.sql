-- The four database roles (docs/adr/0004). Roles belong to the cluster, so another
-- database of the same cluster may be creating them at this moment.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['steward_owner', 'steward_api', 'steward_worker', 'steward_system'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
        -- Whoever migrates (and runs) the deployment may act as each role.
        IF NOT pg_has_role(current_user, wanted, 'SET') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        END IF;
    END LOOP;
END
$$;

CREATE EXTENSION IF NOT EXISTS vector;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO steward_owner;
GRANT USAGE ON SCHEMA public TO steward_api, steward_worker, steward_system;

SET ROLE steward_owner;

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The tenant whose rows this connection may see; NULL (no rows) when unset.
CREATE FUNCTION current_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog
AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;
GRANT EXECUTE ON FUNCTION current_tenant() TO steward_api, steward_worker, steward_system;

-- Puts a table with a tenant_id behind the tenant boundary: forced row-level
-- security, one policy per kind of role, and exactly the grants named.
-- Privileges are lists such as 'SELECT, INSERT', or '' for none.
CREATE FUNCTION protect_tenant_table(target regclass, api text, worker text, system text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, public
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY tenant_rows ON %s FOR ALL TO steward_api, steward_worker '
                   'USING (tenant_id = public.current_tenant()) '
                   'WITH CHECK (tenant_id = public.current_tenant())', target);
    EXECUTE format('CREATE POLICY system_rows ON %s FOR ALL TO steward_system USING (true) WITH CHECK (true)', target);
    EXECUTE format('CREATE POLICY owner_rows ON %s FOR ALL TO steward_owner USING (true) WITH CHECK (true)', target);
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, steward_api, steward_worker, steward_system', target);
    IF api <> '' THEN EXECUTE format('GRANT %s ON %s TO steward_api', api, target); END IF;
    IF worker <> '' THEN EXECUTE format('GRANT %s ON %s TO steward_worker', worker, target); END IF;
    IF system <> '' THEN EXECUTE format('GRANT %s ON %s TO steward_system', system, target); END IF;
END
$$;

RESET ROLE;
