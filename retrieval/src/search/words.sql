-- Where the words of a question ($1) occur, and how large the library is. Under row-level
-- security, so every figure (passages, mean length, how often a word occurs) is the tenant's own.
WITH terms AS MATERIALIZED (
    -- The stems of the question's words in either language, but for what is a small word
    -- in one of them: the first four hundred, so that a pasted page does not ask for the whole
    -- library.
    -- A word with the same stem in both languages stands twice in a passage.
    SELECT row_number() OVER (ORDER BY min(word.positions[1]), stem.lexeme) AS term,
           stem.lexeme, count(*) AS languages
    FROM unnest(to_tsvector('simple', $1)) AS word (lexeme, positions, weights),
         ts_lexize('english_stem', word.lexeme) AS english, ts_lexize('spanish_stem', word.lexeme) AS spanish,
         unnest(english || spanish) AS stem (lexeme)
    WHERE cardinality(english) > 0 AND cardinality(spanish) > 0
    GROUP BY stem.lexeme
    ORDER BY term LIMIT 400
)
SELECT t.term, t.languages, library.passages, library.mean_length,
       coalesce(p.times, 0) AS times, coalesce(p.chunk_ids, '{}') AS chunk_ids, coalesce(p.lengths, '{}') AS lengths
FROM terms t CROSS JOIN (
    SELECT count(*) AS passages, greatest(sum(words)::float8 / count(*), 1) AS mean_length
    FROM chunks WHERE tenant_id = current_tenant() AND current HAVING count(*) > 0
) AS library
LEFT JOIN postings_of((SELECT array_agg(lexeme ORDER BY term) FROM terms)) AS p ON p.term = t.term
ORDER BY t.term
