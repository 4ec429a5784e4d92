-- A row of `Progress` for each projection.
SELECT
    g.projection,
    greatest(h.position - coalesce(c.position, 0), 0) AS behind,
    coalesce((SELECT greatest(extract(epoch FROM clock_timestamp() - e.recorded_at), 0)::float8 FROM events e
        WHERE e.position > coalesce(c.position, 0) ORDER BY e.position LIMIT 1), 0) AS behind_seconds,
    g.paused_at IS NOT NULL AS paused,
    coalesce(c.expires_at > clock_timestamp(), false) AS held,
    (SELECT count(*) FROM dead_letters d WHERE d.consumer = g.projection AND d.generation = g.generation) AS parked
FROM projection_generations g CROSS JOIN log_head h LEFT JOIN checkpoints c USING (projection, generation)
ORDER BY g.projection
