-- Keys for programs: each acts as the member who made it, within its scopes.
SET ROLE steward_owner;

CREATE TABLE api_keys (
    key_id       uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    member_id    uuid NOT NULL,
    name         text NOT NULL,
    prefix       text NOT NULL, -- the key's first characters, to tell it by
    key_hash     bytea NOT NULL UNIQUE,
    scopes       text[] NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX api_keys_by_member ON api_keys (tenant_id, member_id, created_at);
SELECT protect_tenant_table('api_keys', 'SELECT, INSERT', '', '');
GRANT UPDATE (revoked_at) ON api_keys TO steward_api;

-- Who a key acts for, if it is good; notes its use, once a minute.
CREATE FUNCTION use_api_key(presented bytea)
RETURNS TABLE (key_id uuid, tenant_id uuid, member_id uuid, scopes text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    UPDATE api_keys k SET last_used_at = clock_timestamp()
    WHERE k.key_hash = presented AND k.revoked_at IS NULL AND k.expires_at > clock_timestamp()
      AND (k.last_used_at IS NULL OR k.last_used_at < clock_timestamp() - interval '1 minute');
    RETURN QUERY SELECT k.key_id, k.tenant_id, k.member_id, k.scopes FROM api_keys k
        WHERE k.key_hash = presented AND k.revoked_at IS NULL AND k.expires_at > clock_timestamp();
END
$$;
REVOKE EXECUTE ON FUNCTION use_api_key FROM PUBLIC;
GRANT EXECUTE ON FUNCTION use_api_key TO steward_api;

RESET ROLE;
