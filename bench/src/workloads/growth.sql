-- A log of $1 events, written past the store: streams of ten events, spread over 100 tenants.
-- Only a superuser can.
INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload,
                    metadata, position, event_id, command_id, recorded_at)
SELECT 'BenchTalk',
       md5('tenant' || stream % 100)::uuid || '/' || md5('stream' || stream)::uuid,
       1 + n % 10, 'BenchMessageSent', '1',
       json_build_object('message_id', md5('message' || n)::uuid, 'member_id', md5('tenant' || stream % 100)::uuid,
                         'text', $2::text),
       json_build_object('event_id', md5('event' || n)::uuid, 'actor', 'steward',
                         'correlation_id', md5('command' || n)::uuid, 'causation_id', md5('command' || n)::uuid,
                         'command_id', md5('command' || n)::uuid, 'occurred_at', '2026-11-30T09:15:00.000Z'),
       1 + n, md5('event' || n)::uuid, md5('command' || n)::uuid, '2026-11-30T09:15:00Z'::timestamptz
FROM generate_series(0, $1 - 1) AS n, LATERAL (SELECT n / 10 AS stream) AS place
