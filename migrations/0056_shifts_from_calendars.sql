-- Shifts that were planned after events of a calendar.
SET ROLE steward_owner;

-- Projection `roster`: the series of events, derived from their UID. Shifts from before this have none.
ALTER TABLE shifts ADD COLUMN series uuid;
CREATE INDEX shifts_of_series ON shifts (tenant_id, series) WHERE series IS NOT NULL;

-- The members of the connection's own tenant who sign in with these addresses, given in lower case.
CREATE FUNCTION members_with_addresses(addresses text[]) RETURNS TABLE (address text, member_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT lower(a.email), m.member_id
    FROM accounts a JOIN memberships m USING (account_id)
    WHERE m.tenant_id = current_tenant() AND lower(a.email) = ANY (addresses)
$$;
REVOKE EXECUTE ON FUNCTION members_with_addresses FROM PUBLIC;
GRANT EXECUTE ON FUNCTION members_with_addresses TO steward_api;

RESET ROLE;
