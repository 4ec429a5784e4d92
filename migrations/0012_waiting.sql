-- What waits for a worker, over all tenants: workers see one tenant at a time, and ask
-- these narrow functions where to look.
SET ROLE steward_owner;

-- Conversations with a message that no turn has taken up, or with a turn under way,
-- that nobody holds.
CREATE FUNCTION waiting_conversations()
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
    GROUP BY w.tenant_id, w.conversation_id
    ORDER BY min(w.position)
    LIMIT 256
$$;

-- Actions that were approved and are not performed yet.
CREATE FUNCTION approved_actions() RETURNS TABLE (tenant_id uuid, action_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$ SELECT a.tenant_id, a.action_id FROM actions a WHERE a.status = 'approved' ORDER BY a.position LIMIT 256 $$;

-- Tenants that have passages without a vector of `wanted_model`.
CREATE FUNCTION tenants_to_embed(wanted_model text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT DISTINCT c.tenant_id FROM chunks c
    WHERE c.current AND NOT EXISTS (
        SELECT 1 FROM embeddings e
        WHERE e.tenant_id = c.tenant_id AND e.model = wanted_model AND e.content_hash = c.content_hash)
    LIMIT 64
$$;

REVOKE EXECUTE ON FUNCTION waiting_conversations, approved_actions, tenants_to_embed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION waiting_conversations, approved_actions, tenants_to_embed TO steward_worker;

RESET ROLE;
