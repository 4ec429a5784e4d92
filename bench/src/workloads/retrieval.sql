-- Passages of one tenant: $1 tenant, $2 count, $3 words of the vocabulary. Words are drawn so
-- that few of them are frequent, as in a language.
INSERT INTO chunks (tenant_id, chunk_id, document_id, version, ordinal, title, heading, text, trust,
                    words, content_hash, current, position, updated_position)
SELECT $1, gen_random_uuid(), gen_random_uuid(), 1, 0, 'Document ' || n, '', passage.text, 'trusted',
       80, n::text, true, n, n
FROM generate_series(1, $2) AS n
CROSS JOIN LATERAL (
    SELECT string_agg('w' || floor($3 * power(random(), 1.5))::int || 'x', ' ') AS text
    FROM generate_series(1, 80) AS place
    WHERE n > 0
) AS passage
