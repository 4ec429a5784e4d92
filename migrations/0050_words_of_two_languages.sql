-- Words of passages by their stems in English and in Spanish: a business writes in its own
-- language, and often in both.
SET ROLE steward_owner;

ALTER TABLE chunks DROP COLUMN tsv;
ALTER TABLE chunks ADD COLUMN tsv tsvector NOT NULL GENERATED ALWAYS AS (
    to_tsvector('english', title || E'\n' || heading || E'\n' || text)
    || to_tsvector('spanish', title || E'\n' || heading || E'\n' || text)
) STORED;

RESET ROLE;
