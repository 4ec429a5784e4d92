-- Passages of one tenant: $1 tenant, $2 the first's number, $3 the last's, $4 words of the
-- vocabulary, $5 words of a passage. Words are drawn so that few of them are frequent, as in a
-- language.
INSERT INTO chunks (tenant_id, chunk_id, document_id, version, ordinal, title, heading, text, trust,
                    words, content_hash, current, position, updated_position)
SELECT $1, gen_random_uuid(), gen_random_uuid(), 1, 0, 'Document ' || n, '', passage.text, 'trusted',
       $5, n::text, true, n, n
FROM generate_series($2, $3) AS n
CROSS JOIN LATERAL (
    SELECT string_agg('w' || floor($4 * power(random(), 1.5))::int || 'x', ' ') AS text
    FROM generate_series(1, $5) AS place
    WHERE n > 0
) AS passage
