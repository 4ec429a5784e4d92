-- Questions that members passed on to those who look after the documents, and who changed a document.
SET ROLE steward_owner;

-- Projection `conversations`: the events that fill these are new, so rows of older ones are right.
ALTER TABLE messages
    ADD COLUMN passed_on_at timestamptz, -- of a reply: since when others may read its question; NULL: they may not
    ADD COLUMN settled_at   timestamptz, -- NULL: nobody has dealt with it
    ADD COLUMN settled_by   uuid;
CREATE INDEX messages_passed_on ON messages (tenant_id, position) WHERE passed_on_at IS NOT NULL;
CREATE INDEX messages_replies_by_time ON messages (tenant_id, created_at) WHERE role = 'steward';

-- Projection `knowledge`, version 2.
ALTER TABLE document_versions ADD COLUMN changed_by uuid; -- NULL until the rows are made anew

RESET ROLE;
