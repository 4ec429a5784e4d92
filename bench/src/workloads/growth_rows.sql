-- The messages of the log of $1 events, as the projection `conversations` keeps them.
INSERT INTO messages (tenant_id, message_id, conversation_id, member_id, role, text, citations, actions,
                      withheld, turn_id, tainted, answered, created_at, position, updated_position)
SELECT md5('tenant' || stream % 100)::uuid, md5('message' || n)::uuid, md5('stream' || stream)::uuid,
       md5('tenant' || stream % 100)::uuid, 'member', $2::text, '[]', '{}', 0, md5('turn' || n)::uuid, false, true,
       '2026-11-30T09:15:00Z'::timestamptz, 1 + n, 1 + n
FROM generate_series(0, $1 - 1) AS n, LATERAL (SELECT n / 10 AS stream) AS place
