-- Projection `memory`: stream Memory, one per member. Of a forgotten fact the row stays,
-- so that a turn that was shown it can say so, without a word of what it said.
SET ROLE steward_owner;

CREATE TABLE facts (
    tenant_id        uuid NOT NULL,
    fact_id          uuid NOT NULL,
    member_id        uuid NOT NULL,
    text             text,
    topic            text,
    sentence         text, -- the member's own, that taught it
    source           text NOT NULL CHECK (source IN ('said', 'typed')),
    conversation_id  uuid,
    message_id       uuid,
    version          int NOT NULL,
    status           text NOT NULL CHECK (status IN ('current', 'forgotten')),
    valid_from       timestamptz NOT NULL,
    learned_at       timestamptz NOT NULL,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, fact_id),
    CHECK ((source = 'said') = (message_id IS NOT NULL)),
    CHECK (status = 'current' OR (text IS NULL AND topic IS NULL AND sentence IS NULL))
);
CREATE INDEX facts_of_member ON facts (tenant_id, member_id, position) WHERE status = 'current';

SELECT protect_tenant_table('facts', 'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');

INSERT INTO projection_generations (projection, generation, tables) VALUES ('memory', 1, ARRAY['facts']);

RESET ROLE;
