-- Which migrations were applied is for the API to see: /readyz asks. sqlx keeps the
-- list, in a table of whoever migrates.
DO $$
BEGIN
    IF to_regclass('public._sqlx_migrations') IS NOT NULL THEN
        GRANT SELECT ON public._sqlx_migrations TO steward_api;
    END IF;
END
$$;
