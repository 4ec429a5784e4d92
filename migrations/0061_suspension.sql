-- Businesses that the deployment's operators have stopped: no turn begins in them and no
-- timer fires until they go on.
SET ROLE steward_owner;

-- Projection `directory`: stream Tenant.
ALTER TABLE tenants ADD COLUMN suspended_at timestamptz, ADD COLUMN suspension_reason text;

CREATE FUNCTION is_suspended(tenant uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM tenants t WHERE t.tenant_id = tenant AND t.suspended_at IS NOT NULL);
END
$$;

-- As in 0012, without what is suspended.
CREATE OR REPLACE FUNCTION waiting_conversations()
RETURNS TABLE (tenant_id uuid, conversation_id uuid, "position" bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT w.tenant_id, w.conversation_id, min(w.position)
    FROM (
        SELECT m.tenant_id, m.conversation_id, m.position
        FROM messages m
        WHERE m.role = 'member' AND NOT m.answered
          AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.tenant_id = m.tenant_id AND t.turn_id = m.turn_id)
        UNION ALL
        SELECT t.tenant_id, t.conversation_id, t.position FROM turns t WHERE t.status = 'running'
    ) w
    WHERE NOT EXISTS (
        SELECT 1 FROM conversation_leases l
        WHERE l.tenant_id = w.tenant_id AND l.conversation_id = w.conversation_id
          AND l.expires_at >= clock_timestamp())
      AND NOT is_suspended(w.tenant_id)
    GROUP BY w.tenant_id, w.conversation_id
    ORDER BY min(w.position)
    LIMIT 256
$$;

-- As in 0035, without what is suspended.
CREATE OR REPLACE FUNCTION claim_timers(as_of timestamptz, ttl interval, most int)
RETURNS TABLE (tenant_id uuid, timer_id uuid, purpose text, stream_type text, stream_id uuid,
               due_at timestamptz, attempts int)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    WITH due AS (
        SELECT t.* FROM timers t
        WHERE NOT t.done AND t.due_at <= as_of
          AND NOT EXISTS (
            SELECT FROM timer_leases l
            WHERE l.tenant_id = t.tenant_id AND l.timer_id = t.timer_id AND l.due_at = t.due_at
              AND l.expires_at >= clock_timestamp())
          AND NOT is_suspended(t.tenant_id)
        ORDER BY t.due_at, t.timer_id
        LIMIT most
        FOR UPDATE OF t SKIP LOCKED
    ), held AS (
        INSERT INTO timer_leases AS l (tenant_id, timer_id, due_at, expires_at, attempts)
        SELECT d.tenant_id, d.timer_id, d.due_at, clock_timestamp() + ttl, 1 FROM due d
        ON CONFLICT ON CONSTRAINT timer_leases_pkey DO UPDATE SET
            expires_at = excluded.expires_at, due_at = excluded.due_at,
            attempts = CASE WHEN l.due_at = excluded.due_at THEN l.attempts + 1 ELSE 1 END
        WHERE l.due_at <> excluded.due_at OR l.expires_at < clock_timestamp()
        RETURNING l.tenant_id, l.timer_id, l.attempts
    )
    SELECT d.tenant_id, d.timer_id, d.purpose, d.stream_type, d.stream_id, d.due_at, h.attempts
    FROM due d JOIN held h ON h.tenant_id = d.tenant_id AND h.timer_id = d.timer_id
    ORDER BY d.due_at, d.timer_id
$$;

REVOKE EXECUTE ON FUNCTION is_suspended FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_suspended TO steward_api, steward_worker, steward_system;

RESET ROLE;
