-- $1 question, $2 space of vectors, $3 vector, $4 limit, $5 how many vectors are near. Under
-- row-level security, so every figure (passages, mean length, how often a word occurs) is the
-- tenant's own. docs/adr/0013 has the ranking, docs/adr/0025 the way to it.
WITH terms AS MATERIALIZED (
    -- The stems of the question's words in either language, but for what is a small word
    -- in one of them. A word with the same stem in both stands twice in a passage.
    SELECT row_number() OVER () AS term, stem.lexeme, count(*) AS languages
    FROM unnest(to_tsvector('simple', $1)) AS word (lexeme),
         ts_lexize('english_stem', word.lexeme) AS english, ts_lexize('spanish_stem', word.lexeme) AS spanish,
         unnest(english || spanish) AS stem (lexeme)
    WHERE cardinality(english) > 0 AND cardinality(spanish) > 0
    GROUP BY stem.lexeme
), occurrences AS MATERIALIZED (
    -- A question's words are joined by OR: ranking sorts them out.
    SELECT * FROM passages_with((SELECT array_agg(lexeme ORDER BY term) FROM terms))
), corpus AS MATERIALIZED (
    SELECT count(*)::float8 AS passages, greatest(sum(words)::float8 / count(*), 1) AS length
    FROM chunks WHERE tenant_id = current_tenant() AND current HAVING count(*) > 0
), rarity AS MATERIALIZED (
    SELECT term, t.languages, ln(1 + (corpus.passages - found.passages + 0.5) / (found.passages + 0.5)) AS weight
    FROM corpus, terms t LEFT JOIN (SELECT term, count(*) AS counted FROM occurrences GROUP BY term) o USING (term),
         LATERAL (SELECT coalesce(o.counted, 0) AS passages) AS found
), lexical AS MATERIALIZED (
    -- BM25 with k1 = 1.2 and b = 0.75, as a share of what it could be at most: its
    -- order, on a scale that means the same for every question.
    SELECT o.chunk_id,
           sum(r.weight * o.times / (o.times + r.languages * 1.2 * (0.25 + 0.75 * o.words / corpus.length)))
               / (SELECT sum(weight) FROM rarity) AS score
    FROM corpus, occurrences o JOIN rarity r USING (term)
    GROUP BY o.chunk_id
), near AS MATERIALIZED (
    -- The vectors next to the question's, also those of contents that are not current.
    SELECT content_hash, least(1, greatest(0, 1 - nullif(distance, 'NaN'))) AS score
    FROM vectors_near($2, $3, $5) WHERE distance IS NOT NULL
), semantic AS MATERIALIZED (
    SELECT c.chunk_id, n.score
    FROM near n JOIN chunks c ON c.tenant_id = current_tenant() AND c.current AND c.content_hash = n.content_hash
), most AS MATERIALIZED (
    -- The best passages' scores; `beyond` is what a vector that is not near has at most, and
    -- nothing when all of them are near.
    SELECT sqrt(nullif((SELECT max(score) FROM lexical), 0)) AS words,
           nullif((SELECT max(score) FROM semantic), 0) AS meaning,
           (SELECT min(score) FROM near HAVING count(*) >= $5) AS beyond
), wordy AS MATERIALIZED (
    SELECT l.chunk_id, l.score FROM lexical l
    WHERE NOT EXISTS (SELECT FROM semantic s WHERE s.chunk_id = l.chunk_id)
    ORDER BY score DESC LIMIT 50
), close AS MATERIALIZED (
    -- What may well be among the best: the nearest, and those with most of the words.
    SELECT chunk_id, l.score AS lexical, s.score AS semantic
    FROM semantic s LEFT JOIN lexical l USING (chunk_id)
    UNION ALL
    SELECT chunk_id, w.score, v.score
    FROM wordy w LEFT JOIN vectors_of((
        SELECT array_agg(chunk_id) FROM wordy, most WHERE beyond IS NOT NULL), $2, $3) AS v USING (chunk_id)
), bar AS MATERIALIZED (
    -- What any other has to reach: the score of the last of the best so far.
    SELECT coalesce(0.6 * share.words + 0.4 * semantic / most.meaning, share.words) AS score
    FROM most, close, LATERAL (SELECT coalesce(lexical / most.words, 0) AS words) AS share
    ORDER BY score DESC OFFSET greatest($4 - 1, 0) LIMIT 1
), others AS MATERIALIZED (
    -- They were found by words alone. Those that cannot reach it with any vector are out.
    SELECT l.chunk_id, l.score
    FROM most, lexical l
    WHERE greatest(l.score / most.words, 0.6 * l.score / most.words + 0.4 * most.beyond / most.meaning)
              >= coalesce((SELECT score FROM bar), 0)
      AND NOT EXISTS (SELECT FROM close c WHERE c.chunk_id = l.chunk_id)
), halves AS (
    SELECT * FROM close
    UNION ALL
    SELECT chunk_id, o.score, v.score
    FROM others o LEFT JOIN vectors_of((
        SELECT array_agg(chunk_id) FROM others, most WHERE beyond IS NOT NULL), $2, $3) AS v USING (chunk_id)
), ranked AS (
    -- Meaning as a share of the best passage's. Words halfway (geometrically) between what
    -- they could be at most and the best passage's: where the best has few of the words,
    -- they say less.
    SELECT chunk_id, coalesce(lexical, 0) AS lexical, semantic,
           coalesce(0.6 * share.words + 0.4 * semantic / most.meaning, share.words) AS score
    FROM most, halves, LATERAL (SELECT coalesce(lexical / most.words, 0) AS words) AS share
), best AS MATERIALIZED (
    -- Ranked first: only these are read as a whole.
    SELECT * FROM ranked WHERE score > 0 ORDER BY score DESC, chunk_id LIMIT $4
)
SELECT c.chunk_id, c.document_id, c.version, c.title, c.heading, c.text, c.trust,
       r.score, r.lexical, r.semantic,
       (SELECT beyond FROM most) IS NULL OR (SELECT count(*) FROM semantic) >= $4 AS certain
FROM best r JOIN chunks c ON c.tenant_id = current_tenant() AND c.chunk_id = r.chunk_id
ORDER BY r.score DESC, c.chunk_id
