-- The search said plainly, as docs/adr/0013 has it: every passage is scored. $1 question, $2 space
-- of vectors, $3 vector, $4 limit.
WITH terms AS MATERIALIZED (
    -- The stems of the question's words in either language, but for what is a small word
    -- in one of them. A word with the same stem in both stands twice in a passage.
    SELECT stem.lexeme, count(*) AS languages
    FROM unnest(to_tsvector('simple', $1)) AS word (lexeme),
         ts_lexize('english_stem', word.lexeme) AS english, ts_lexize('spanish_stem', word.lexeme) AS spanish,
         unnest(english || spanish) AS stem (lexeme)
    WHERE cardinality(english) > 0 AND cardinality(spanish) > 0
    GROUP BY stem.lexeme
), either AS MATERIALIZED (
    -- A question's words, joined by OR: ranking sorts them out.
    SELECT string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''', ' | ')::tsquery AS word
    FROM terms
), passages AS MATERIALIZED (
    -- Read once: a lookup for each vector would cost more than all of them.
    SELECT chunk_id, content_hash, words FROM chunks WHERE tenant_id = current_tenant() AND current
), corpus AS MATERIALIZED (
    SELECT count(*)::float8 AS passages, greatest(avg(words), 1)::float8 AS length FROM passages
), occurrences AS MATERIALIZED (
    SELECT c.chunk_id, c.words / corpus.length AS length, found.lexeme,
           coalesce(cardinality(found.positions), 1)::float8 / terms.languages AS times
    FROM corpus, chunks c, unnest(c.tsv) AS found (lexeme, positions, weights) JOIN terms USING (lexeme)
    WHERE c.tenant_id = current_tenant() AND c.current AND c.tsv @@ (SELECT word FROM either)
), rarity AS MATERIALIZED (
    SELECT t.lexeme, ln(1 + (corpus.passages - count(o.chunk_id) + 0.5) / (count(o.chunk_id) + 0.5)) AS weight
    FROM corpus, terms t LEFT JOIN occurrences o USING (lexeme)
    GROUP BY t.lexeme, corpus.passages
), lexical AS (
    -- BM25 with k1 = 1.2 and b = 0.75, as a share of what it could be at most: its
    -- order, on a scale that means the same for every question.
    SELECT o.chunk_id,
           sum(r.weight * o.times / (o.times + 1.2 * (0.25 + 0.75 * o.length)))
               / (SELECT sum(weight) FROM rarity) AS score
    FROM occurrences o JOIN rarity r USING (lexeme)
    GROUP BY o.chunk_id
), semantic AS (
    SELECT p.chunk_id, greatest(0, least(1, 1 - nullif(e.embedding <=> l2_normalize($3)::halfvec, 'NaN'))) AS score
    FROM passages p JOIN embeddings e USING (content_hash)
    WHERE e.tenant_id = current_tenant() AND e.space = $2 AND vector_dims(e.embedding) = vector_dims($3)
), halves AS (
    -- Meaning as a share of the best passage's. Words halfway (geometrically) between what
    -- they could be at most and the best passage's: where the best has few of the words,
    -- they say less. docs/adr/0013 has the figures.
    SELECT chunk_id, coalesce(l.score, 0) AS lexical, s.score AS semantic,
           coalesce(l.score / sqrt(nullif(max(l.score) OVER (), 0)), 0) AS words,
           s.score / nullif(max(s.score) OVER (), 0) AS meaning
    FROM lexical l FULL JOIN semantic s USING (chunk_id)
), ranked AS (
    SELECT chunk_id, lexical, semantic, coalesce(0.6 * words + 0.4 * meaning, words) AS score
    FROM halves
), best AS MATERIALIZED (
    -- Ranked first: only these are read as a whole.
    SELECT * FROM ranked WHERE score > 0 ORDER BY score DESC, chunk_id LIMIT $4
)
SELECT c.chunk_id, c.document_id, c.version, c.title, c.heading, c.text, c.trust,
       r.score, r.lexical, r.semantic
FROM best r JOIN chunks c ON c.tenant_id = current_tenant() AND c.chunk_id = r.chunk_id
ORDER BY r.score DESC, c.chunk_id
