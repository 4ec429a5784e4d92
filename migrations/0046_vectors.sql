-- Vectors per space (an embedding model and its dimensions), what could not be embedded,
-- and which space a tenant's questions are asked in.
SET ROLE steward_owner;

-- A space is written `<model>/<dimensions>`.
ALTER TABLE embeddings RENAME COLUMN model TO space;
UPDATE embeddings SET space = space || '/' || vector_dims(embedding);

-- The space that a tenant is searched in. Another one is filled beside it and takes its
-- place once it is complete; then the old vectors may go.
CREATE TABLE embedding_live (
    tenant_id uuid PRIMARY KEY,
    space     text NOT NULL,
    since     timestamptz NOT NULL DEFAULT clock_timestamp()
);
SELECT protect_tenant_table('embedding_live', 'SELECT', 'SELECT, INSERT, UPDATE', 'SELECT');
INSERT INTO embedding_live (tenant_id, space)
SELECT DISTINCT ON (tenant_id) tenant_id, space FROM embeddings ORDER BY tenant_id, created_at DESC;

-- Passages that the embedder did not take, until they succeed. `next_try_at` is infinity
-- when it is not tried again by itself. The content hash '' stands for the embedder being
-- out of reach.
CREATE TABLE embedding_failures (
    tenant_id    uuid NOT NULL,
    space        text NOT NULL,
    content_hash text NOT NULL,
    attempts     int NOT NULL,
    error        text NOT NULL, -- the kind, never text
    next_try_at  timestamptz NOT NULL,
    failed_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, space, content_hash)
);
SELECT protect_tenant_table('embedding_failures', 'SELECT, DELETE', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT');

DROP FUNCTION tenants_to_embed(text);

-- What there is to embed: in each tenant's live space, where people search now, and in the
-- wanted one; and tenants whose wanted space may be complete without being live.
CREATE FUNCTION embedding_work(wanted text) RETURNS TABLE (tenant_id uuid, space text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    WITH spaces AS (
        SELECT t.tenant_id, s.space, s.space <> wanted AS old
        FROM (SELECT DISTINCT c.tenant_id FROM chunks c WHERE c.current) t
        LEFT JOIN embedding_live l USING (tenant_id)
        CROSS JOIN LATERAL (SELECT wanted UNION SELECT l.space WHERE l.space IS NOT NULL) AS s (space)
        WHERE l.space IS DISTINCT FROM wanted OR EXISTS (
            SELECT FROM chunks c
            WHERE c.tenant_id = t.tenant_id AND c.current AND NOT EXISTS (
                SELECT FROM embeddings e WHERE e.tenant_id = c.tenant_id
                  AND e.space = wanted AND e.content_hash = c.content_hash)
              AND NOT EXISTS (
                SELECT FROM embedding_failures f WHERE f.tenant_id = c.tenant_id
                  AND f.space = wanted AND f.content_hash = c.content_hash
                  AND f.next_try_at > clock_timestamp()))
    )
    SELECT s.tenant_id, s.space FROM spaces s ORDER BY s.old DESC, s.tenant_id LIMIT 128
$$;
REVOKE EXECUTE ON FUNCTION embedding_work FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embedding_work TO steward_worker;

RESET ROLE;
