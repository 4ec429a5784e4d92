-- Projection `directory`, version 2: the sequence of the newest ProfileChanged, which clients name when
-- they change what they have read.
SET ROLE steward_owner;

ALTER TABLE tenants ADD COLUMN profile_version bigint; -- NULL: as it was registered

RESET ROLE;
