-- Keys of personal text (docs/adr/0003), wrapped by the deployment key. Erasing a
-- member empties the row for ever: every text about that member is then unreadable.
SET ROLE steward_owner;

CREATE TABLE member_keys (
    tenant_id   uuid NOT NULL,
    member_id   uuid NOT NULL,
    wrapped_key bytea,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    erased_at   timestamptz,
    PRIMARY KEY (tenant_id, member_id),
    CHECK ((wrapped_key IS NULL) = (erased_at IS NOT NULL))
);
SELECT protect_tenant_table('member_keys', '', '', '');

-- The wrapped keys of the members named; a NULL key means erased, no row means unknown.
CREATE FUNCTION read_member_keys(tenants uuid[], members uuid[])
RETURNS TABLE (tenant_id uuid, member_id uuid, wrapped_key bytea)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT k.tenant_id, k.member_id, k.wrapped_key
    FROM unnest(tenants, members) AS wanted(tenant_id, member_id)
    JOIN member_keys k USING (tenant_id, member_id)
$$;

-- Keeps the first key that was offered for a member and returns the one kept.
CREATE FUNCTION offer_member_key(tenant uuid, member uuid, offered bytea) RETURNS bytea
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE kept bytea;
BEGIN
    INSERT INTO member_keys (tenant_id, member_id, wrapped_key) VALUES (tenant, member, offered)
        ON CONFLICT DO NOTHING;
    SELECT k.wrapped_key INTO kept FROM member_keys k WHERE k.tenant_id = tenant AND k.member_id = member;
    RETURN kept;
END
$$;

CREATE FUNCTION erase_member_key(tenant uuid, member uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    INSERT INTO member_keys (tenant_id, member_id, wrapped_key, erased_at)
    VALUES (tenant, member, NULL, clock_timestamp())
    ON CONFLICT (tenant_id, member_id) DO UPDATE SET wrapped_key = NULL, erased_at = clock_timestamp()
$$;

REVOKE EXECUTE ON FUNCTION read_member_keys, offer_member_key, erase_member_key FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_member_keys, offer_member_key TO steward_api, steward_worker, steward_system;
GRANT EXECUTE ON FUNCTION erase_member_key TO steward_system;

RESET ROLE;
