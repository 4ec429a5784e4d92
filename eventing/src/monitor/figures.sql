-- One row of `Figures`: all of it is of the same moment. $1: the last position that Redis has.
-- The next event is asked for in an order and not at its position, which may be missing.
WITH sealed AS (
    SELECT coalesce(max(position), 0) AS position FROM log_blocks
), suspended AS (
    SELECT tenant_id FROM tenants WHERE suspended_at IS NOT NULL
), oldest AS (
    SELECT
        (SELECT e.recorded_at FROM events e WHERE e.position > $1 ORDER BY e.position LIMIT 1) AS undelivered,
        (SELECT e.recorded_at FROM events e WHERE e.position > (SELECT s.position FROM sealed s)
            ORDER BY e.position LIMIT 1) AS unsealed,
        (SELECT min(r.requested_at) FROM erasures r WHERE r.ended_at IS NULL) AS erasure,
        (SELECT t.due_at FROM timers t
            WHERE NOT t.done AND t.due_at <= clock_timestamp() AND t.tenant_id NOT IN (SELECT tenant_id FROM suspended)
            ORDER BY t.due_at LIMIT 1) AS timer,
        (SELECT min(m.created_at) FROM messages m
            WHERE m.role = 'member' AND NOT m.answered AND m.tenant_id NOT IN (SELECT tenant_id FROM suspended)
              AND NOT EXISTS (SELECT FROM turns t WHERE t.tenant_id = m.tenant_id AND t.turn_id = m.turn_id)
              AND NOT EXISTS (SELECT FROM conversation_leases l
                WHERE l.tenant_id = m.tenant_id AND l.conversation_id = m.conversation_id
                  AND l.expires_at >= clock_timestamp())) AS message,
        (SELECT min(t.started_at) FROM turns t
            WHERE t.status = 'running' AND t.tenant_id NOT IN (SELECT tenant_id FROM suspended)) AS turn
), seconds AS (
    SELECT what, greatest(extract(epoch FROM clock_timestamp() - since), 0)::float8 AS ago
    FROM oldest, LATERAL (VALUES ('undelivered', undelivered), ('unsealed', unsealed), ('erasure', erasure),
        ('timer', timer), ('message', message), ('turn', turn)) AS v (what, since)
    WHERE since IS NOT NULL
)
SELECT
    h.position AS head,
    greatest(coalesce((SELECT max(e.position) FROM events e), 0) - h.position, 0) AS beyond_head,
    greatest(h.position - $1, 0) AS undelivered,
    coalesce((SELECT ago FROM seconds WHERE what = 'undelivered'), 0) AS undelivered_seconds,
    greatest(h.position - sealed.position, 0) AS unsealed,
    coalesce((SELECT ago FROM seconds WHERE what = 'unsealed'), 0) AS unsealed_seconds,
    ARRAY(SELECT c.projection FROM checkpoints c WHERE c.position > h.position
          UNION SELECT 'push' FROM push_feed f WHERE f.position > h.position ORDER BY 1) AS checkpoints_beyond_head,
    (SELECT count(*) FROM erasures r WHERE r.ended_at IS NULL) AS erasures_waiting,
    (SELECT count(*) FROM erasures r WHERE r.ended_at IS NULL AND r.error IS NOT NULL) AS erasures_failed,
    coalesce((SELECT ago FROM seconds WHERE what = 'erasure'), 0) AS erasure_waiting_seconds,
    coalesce((SELECT ago FROM seconds WHERE what = 'timer'), 0) AS timer_overdue_seconds,
    coalesce((SELECT ago FROM seconds WHERE what = 'message'), 0) AS turn_waiting_seconds,
    coalesce((SELECT ago FROM seconds WHERE what = 'turn'), 0) AS turn_running_seconds,
    pg_database_size(current_database()) AS database_bytes,
    (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL) AS connections,
    current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint
        - coalesce(current_setting('reserved_connections', true)::bigint, 0) AS connections_limit
FROM log_head h, sealed
