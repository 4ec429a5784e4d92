-- Changing the deployment key (steward keys rotate): every wrapped key is wrapped anew, one
-- after another, while processes that know both keys go on.
SET ROLE steward_owner;

-- The next wrapped keys in the order of their members.
CREATE FUNCTION wrapped_keys_after(after_tenant uuid, after_member uuid, most int)
RETURNS TABLE (tenant_id uuid, member_id uuid, wrapped_key bytea)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT k.tenant_id, k.member_id, k.wrapped_key FROM member_keys k
    WHERE (k.tenant_id, k.member_id) > (after_tenant, after_member) AND k.wrapped_key IS NOT NULL
    ORDER BY k.tenant_id, k.member_id LIMIT most
$$;

-- Puts another wrapping of the same key in the place of one; false if it is not there any
-- more: somebody was faster, or the key is destroyed, and stays so.
CREATE FUNCTION replace_wrapped_key(tenant uuid, member uuid, former bytea, anew bytea) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    WITH replaced AS (
        UPDATE member_keys k SET wrapped_key = anew
        WHERE k.tenant_id = tenant AND k.member_id = member AND k.wrapped_key = former AND anew IS NOT NULL
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM replaced)
$$;

REVOKE EXECUTE ON FUNCTION wrapped_keys_after, replace_wrapped_key FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wrapped_keys_after, replace_wrapped_key TO steward_system;

RESET ROLE;
