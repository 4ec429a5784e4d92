-- Goes over the ids of streams that were written before 0120: appends go on meanwhile.
SET ROLE steward_owner;
ALTER TABLE events VALIDATE CONSTRAINT events_aggregate_id_check;
RESET ROLE;
