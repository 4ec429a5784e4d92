-- What a member does with a conversation: names it, puts it away, says whether a reply was of use.
SET ROLE steward_owner;

-- Projection `conversations`: the events that fill these are new, so rows of older ones are right.
ALTER TABLE conversations
    ADD COLUMN title    text, -- of the member's own; NULL: none, or erased
    ADD COLUMN archived boolean NOT NULL DEFAULT false;
ALTER TABLE messages
    ADD COLUMN rating        text, -- helpful | unhelpful; NULL: none
    ADD COLUMN rating_reason text; -- NULL: none, or erased

RESET ROLE;
