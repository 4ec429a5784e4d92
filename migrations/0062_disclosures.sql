-- Looks of owners and auditors into conversations of others.
SET ROLE steward_owner;

-- Projection `conversations`: stream Conversation.
CREATE TABLE disclosures (
    tenant_id       uuid NOT NULL,
    disclosure_id   uuid NOT NULL,
    conversation_id uuid NOT NULL,
    member_id       uuid NOT NULL, -- whose words they are
    disclosed_to    uuid NOT NULL,
    reason          text, -- NULL once erased
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    position        bigint NOT NULL,
    PRIMARY KEY (tenant_id, disclosure_id)
);
CREATE INDEX disclosures_by_age ON disclosures (tenant_id, position);
SELECT protect_tenant_table('disclosures', 'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');
UPDATE projection_generations SET tables = tables || ARRAY['disclosures'] WHERE projection = 'conversations';

RESET ROLE;
