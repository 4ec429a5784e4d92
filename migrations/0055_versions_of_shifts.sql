-- Which version of a shift a client has read, to name it when it changes the shift.
SET ROLE steward_owner;

-- The sequence of the last event of the shift that the projection `roster` has applied.
ALTER TABLE shifts ADD COLUMN version bigint;
UPDATE shifts s SET version = e.sequence FROM events e WHERE e.position = s.updated_position;
ALTER TABLE shifts ALTER COLUMN version SET NOT NULL;

RESET ROLE;
