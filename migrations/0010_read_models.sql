-- Read models: written by the projector alone, from the log; a rebuild makes the same
-- rows again. Each row comes from the events of ONE stream: what joins or counts
-- across streams is computed in the query. In every table `position` is that of the
-- event that made the row (a stable order for lists) and `updated_position` that of
-- the last one that changed it. Columns of personal text are NULL once it is erased.
SET ROLE steward_owner;

-- Which generation of a projection's tables is the live one; a rebuild fills the next
-- one beside it and moves this on in the transaction that swaps the tables.
CREATE TABLE projection_generations (
    projection text PRIMARY KEY,
    generation int NOT NULL
);
GRANT SELECT ON projection_generations TO steward_api, steward_worker, steward_system;

-- Projection `directory`: streams Tenant and Member.
CREATE TABLE tenants (
    tenant_id        uuid PRIMARY KEY,
    name             text NOT NULL,
    description      text,
    time_zone        text NOT NULL,
    locale           text NOT NULL,
    owner_id         uuid NOT NULL,
    persona          text,
    rules            jsonb NOT NULL,
    model            text,
    policies         jsonb NOT NULL,
    registered_at    timestamptz NOT NULL,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL
);

CREATE TABLE members (
    tenant_id        uuid NOT NULL,
    member_id        uuid NOT NULL,
    name             text,
    role             text NOT NULL CHECK (role IN ('owner', 'manager', 'member', 'auditor')),
    title            text NOT NULL,
    status           text NOT NULL CHECK (status IN ('active', 'removed')),
    joined_at        timestamptz NOT NULL,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, member_id)
);

-- Projection `conversations`: stream Conversation.
CREATE TABLE conversations (
    tenant_id       uuid NOT NULL,
    conversation_id uuid NOT NULL,
    member_id       uuid NOT NULL,
    started_at      timestamptz NOT NULL,
    position        bigint NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
);
CREATE INDEX conversations_of_member ON conversations (tenant_id, member_id, position);

CREATE TABLE messages (
    tenant_id        uuid NOT NULL,
    message_id       uuid NOT NULL,
    conversation_id  uuid NOT NULL,
    member_id        uuid, -- NULL: the steward wrote it
    role             text NOT NULL CHECK (role IN ('member', 'steward')),
    text             text,
    citations        jsonb NOT NULL,
    actions          uuid[] NOT NULL,
    withheld         int NOT NULL,
    model            text,
    in_reply_to      uuid,
    turn_id          uuid NOT NULL,
    tainted          boolean NOT NULL,
    answered         boolean NOT NULL, -- of a member's message: a reply to it was given
    created_at       timestamptz NOT NULL,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, message_id),
    CHECK ((role = 'member') = (member_id IS NOT NULL))
);
CREATE INDEX messages_of_conversation ON messages (tenant_id, conversation_id, position);
-- Where turns that are still to be done are looked for.
CREATE INDEX messages_unanswered ON messages (position) WHERE role = 'member' AND NOT answered;

-- Projection `turns`: stream Turn.
CREATE TABLE turns (
    tenant_id        uuid NOT NULL,
    turn_id          uuid NOT NULL,
    conversation_id  uuid NOT NULL,
    message_id       uuid NOT NULL,
    member_id        uuid NOT NULL,
    attempt          int NOT NULL,
    status           text NOT NULL CHECK (status IN ('running', 'completed', 'failed', 'cancelled')),
    failure          text,
    prompt_version   text,
    tainted          boolean NOT NULL,
    started_at       timestamptz NOT NULL,
    ended_at         timestamptz,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, turn_id)
);
CREATE INDEX turns_of_message ON turns (tenant_id, message_id, attempt);
CREATE INDEX turns_of_conversation ON turns (tenant_id, conversation_id, position);
CREATE INDEX turns_running ON turns (position) WHERE status = 'running';

-- Every event of a turn with its fields; personal ones stand as their value or null.
CREATE TABLE turn_steps (
    tenant_id   uuid NOT NULL,
    turn_id     uuid NOT NULL,
    sequence    bigint NOT NULL,
    event_type  text NOT NULL,
    data        jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (tenant_id, turn_id, sequence)
);

-- Projection `actions`: stream Action.
CREATE TABLE actions (
    tenant_id        uuid NOT NULL,
    action_id        uuid NOT NULL,
    turn_id          uuid NOT NULL,
    conversation_id  uuid NOT NULL,
    member_id        uuid NOT NULL,
    kind             text NOT NULL,
    status           text NOT NULL
        CHECK (status IN ('waiting', 'requested', 'approved', 'performed', 'failed', 'rejected')),
    arguments        jsonb,
    text             text,
    urgency          text,
    recipients       jsonb, -- [{member_id, name, reason}]
    tag              text NOT NULL,
    decision         text NOT NULL CHECK (decision IN ('allow', 'ask', 'deny')),
    tainted          boolean NOT NULL,
    failure          text,
    reason           text, -- why the member rejected it, in their words
    notifications    uuid[] NOT NULL,
    requested_at     timestamptz NOT NULL,
    settled_at       timestamptz, -- performed, failed or rejected
    performed_at     timestamptz,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, action_id)
);
CREATE INDEX actions_of_member ON actions (tenant_id, member_id, position);
CREATE INDEX actions_of_conversation ON actions (tenant_id, conversation_id, position);
CREATE INDEX actions_of_turn ON actions (tenant_id, turn_id, position);

-- Projection `notifications`: stream Notification.
CREATE TABLE notifications (
    tenant_id        uuid NOT NULL,
    notification_id  uuid NOT NULL,
    recipient_id     uuid NOT NULL,
    sender_id        uuid NOT NULL,
    kind             text NOT NULL,
    urgency          text NOT NULL,
    text             text,
    reason           text,
    status           text NOT NULL CHECK (status IN ('issued', 'delivered', 'read', 'acknowledged')),
    action_id        uuid NOT NULL,
    turn_id          uuid NOT NULL,
    issued_at        timestamptz NOT NULL,
    delivered_at     timestamptz,
    read_at          timestamptz,
    acknowledged_at  timestamptz,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, notification_id)
);
CREATE INDEX notifications_of_recipient ON notifications (tenant_id, recipient_id, position);
CREATE INDEX notifications_unread ON notifications (tenant_id, recipient_id)
    WHERE status IN ('issued', 'delivered');
CREATE INDEX notifications_of_action ON notifications (tenant_id, action_id);

-- Projection `roster`: stream Roster. A shift lasts at most 24 hours, so the ones at
-- an instant start within the day before it.
CREATE TABLE shifts (
    tenant_id        uuid NOT NULL,
    shift_id         uuid NOT NULL,
    member_id        uuid NOT NULL,
    role             text NOT NULL,
    starts_at        timestamptz NOT NULL,
    ends_at          timestamptz NOT NULL,
    status           text NOT NULL CHECK (status IN ('planned', 'cancelled')),
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, shift_id)
);
CREATE INDEX shifts_by_time ON shifts (tenant_id, starts_at);
CREATE INDEX shifts_of_member ON shifts (tenant_id, member_id, starts_at);

SELECT protect_tenant_table(t, 'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE')
FROM unnest(ARRAY['tenants', 'members', 'conversations', 'messages', 'turns', 'turn_steps',
                  'actions', 'notifications', 'shifts']::regclass[]) AS t;

INSERT INTO projection_generations (projection, generation)
SELECT p, 1 FROM unnest(ARRAY['directory', 'conversations', 'turns', 'actions', 'notifications',
                              'roster', 'knowledge']) AS p;

RESET ROLE;
