-- Sessions that end with a membership say why: not by their own sign-out.
SET ROLE steward_owner;

CREATE OR REPLACE FUNCTION end_membership(member uuid) RETURNS SETOF uuid
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    WITH gone AS (DELETE FROM memberships m WHERE m.tenant_id = current_tenant() AND m.member_id = member)
    UPDATE sessions s SET revoked_at = clock_timestamp(), revoked_as = 'removed'
    WHERE s.tenant_id = current_tenant() AND s.member_id = member AND s.revoked_at IS NULL
    RETURNING s.session_id
$$;

RESET ROLE;
