-- A checkpoint is made with its generation and never by whoever wants its lease: one who asked
-- for it while the tables changed places would make that of the former generation anew, at
-- position 0, and apply the whole log to the tables of the new one.
SET ROLE steward_owner;

CREATE FUNCTION make_checkpoint() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO checkpoints (projection, generation) VALUES (NEW.projection, NEW.generation)
        ON CONFLICT DO NOTHING;
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION make_checkpoint FROM PUBLIC;
CREATE TRIGGER make_checkpoint AFTER INSERT ON projection_generations
    FOR EACH ROW EXECUTE FUNCTION make_checkpoint();
CREATE TRIGGER make_checkpoint AFTER INSERT ON rebuilds
    FOR EACH ROW EXECUTE FUNCTION make_checkpoint();

INSERT INTO checkpoints (projection, generation)
    SELECT projection, generation FROM projection_generations
    UNION ALL SELECT projection, generation FROM rebuilds
    ON CONFLICT DO NOTHING;
DELETE FROM checkpoints c WHERE NOT EXISTS (
        SELECT FROM projection_generations g WHERE (g.projection, g.generation) = (c.projection, c.generation))
    AND NOT EXISTS (SELECT FROM rebuilds r WHERE (r.projection, r.generation) = (c.projection, c.generation));

RESET ROLE;
