DELETE FROM files f
WHERE f.used_at < (
        SELECT e.recorded_at - interval '1 day' FROM events e
        WHERE e.position = (
            SELECT c.position FROM checkpoints c JOIN projection_generations g USING (projection, generation)
            WHERE c.projection = 'knowledge'))
  AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.consumer = 'knowledge')
  AND NOT EXISTS (
        SELECT FROM document_versions v
        WHERE v.tenant_id = f.tenant_id AND f.sha256 IN (v.file->>'sha256', v.file->>'text'))
