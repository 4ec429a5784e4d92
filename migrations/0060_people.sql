-- People who are invited, who run the deployment, and who have left.
SET ROLE steward_owner;

ALTER TABLE members
    DROP CONSTRAINT members_role_check,
    ADD CONSTRAINT members_role_check CHECK (role IN ('owner', 'manager', 'member', 'auditor', 'operator'));

-- Projection `directory`: stream Member, from the invitation until they join.
CREATE TABLE invitations (
    tenant_id        uuid NOT NULL,
    member_id        uuid NOT NULL,
    name             text, -- NULL once erased
    email            text, -- NULL: any, or erased
    bound            boolean NOT NULL, -- to an address
    role             text NOT NULL,
    title            text NOT NULL,
    invited_by       uuid, -- NULL: the deployment
    status           text NOT NULL CHECK (status IN ('pending', 'withdrawn', 'accepted')),
    created_at       timestamptz NOT NULL,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, member_id)
);
CREATE INDEX invitations_pending ON invitations (tenant_id, position) WHERE status = 'pending';
SELECT protect_tenant_table('invitations', 'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');
UPDATE projection_generations SET tables = tables || ARRAY['invitations'] WHERE projection = 'directory';

-- The link of an invitation, hashed: one at a time, so a new one makes the old one dead.
CREATE TABLE invitation_links (
    tenant_id  uuid NOT NULL,
    member_id  uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, member_id)
);
SELECT protect_tenant_table('invitation_links', 'SELECT, INSERT, UPDATE, DELETE', '', '');

-- The invitation that a link opens, while it is good.
CREATE FUNCTION find_invitation(token bytea)
RETURNS TABLE (tenant_id uuid, tenant_name text, member_id uuid, name text, email text, bound boolean,
               role text, title text, expires_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT i.tenant_id, t.name, i.member_id, i.name, i.email, i.bound, i.role, i.title, l.expires_at
        FROM invitation_links l
        JOIN invitations i ON i.tenant_id = l.tenant_id AND i.member_id = l.member_id AND i.status = 'pending'
        JOIN tenants t ON t.tenant_id = l.tenant_id
        WHERE l.token_hash = token AND l.expires_at > clock_timestamp();
END
$$;

-- Who has left signs in here no more: their membership is gone, so that the account can
-- be invited again, and their sessions end. Which those were.
CREATE FUNCTION end_membership(member uuid) RETURNS SETOF uuid
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    WITH gone AS (DELETE FROM memberships m WHERE m.tenant_id = current_tenant() AND m.member_id = member)
    UPDATE sessions s SET revoked_at = clock_timestamp(), revoked_as = 'logout'
    WHERE s.tenant_id = current_tenant() AND s.member_id = member AND s.revoked_at IS NULL
    RETURNING s.session_id
$$;

-- Removes what is over: links that ran out a while ago, and memberships of people who
-- were removed, or whose invitation was withdrawn while they used it.
CREATE FUNCTION sweep_invitations(leftover_age interval) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
BEGIN
    DELETE FROM invitation_links l WHERE l.expires_at < clock_timestamp() - leftover_age;
    DELETE FROM memberships m WHERE EXISTS (
        SELECT 1 FROM events e
        WHERE e.aggregate_type = 'Member' AND e.aggregate_id = m.tenant_id || '/' || m.member_id
          AND e.event_type IN ('MemberRemoved', 'InvitationWithdrawn'));
END
$$;

REVOKE EXECUTE ON FUNCTION find_invitation, end_membership, sweep_invitations FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_invitation, end_membership TO steward_api;
GRANT EXECUTE ON FUNCTION sweep_invitations TO steward_system;

RESET ROLE;
