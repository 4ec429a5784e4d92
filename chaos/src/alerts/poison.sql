-- An event that no build of ours writes, at the end of a member's stream ($1): a title with a
-- character that Postgres takes in no text.
WITH head AS (UPDATE log_head SET position = position + 1 RETURNING position)
INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload,
    metadata, position, event_id, command_id, recorded_at)
SELECT 'Member', $1,
    1 + (SELECT max(sequence) FROM events WHERE aggregate_type = 'Member' AND aggregate_id = $1),
    'RoleChanged', '1',
    '{"RoleChanged":{"role":"member","title":"Che\u0000f","changed_by":null}}'::json, $2::json,
    position, $3, $4, clock_timestamp()
FROM head
RETURNING position
