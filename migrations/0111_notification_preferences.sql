-- How a member wants to be told of notices.
SET ROLE steward_owner;

-- Projection `directory`, version 2.
ALTER TABLE members
    ADD COLUMN notification_preferences jsonb,  -- NULL: everything is told at once
    ADD COLUMN preferences_version      bigint; -- of the member's stream; NULL: they chose nothing

RESET ROLE;
