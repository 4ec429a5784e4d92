-- Projection `tasks`: stream Task. `former_assignee_id` and `formerly_open` tell who
-- could see a task before it was last assigned: they are told that it has changed.
SET ROLE steward_owner;

CREATE TABLE tasks (
    tenant_id          uuid NOT NULL,
    task_id            uuid NOT NULL,
    created_by         uuid NOT NULL,
    assignee_id        uuid, -- NULL: nobody in particular
    former_assignee_id uuid,
    formerly_open      boolean NOT NULL, -- nobody in particular was to do it
    title              text,
    notes              text,
    due_at             timestamptz,
    status             text NOT NULL CHECK (status IN ('open', 'done', 'cancelled')),
    action_id          uuid, -- that created it
    created_at         timestamptz NOT NULL,
    completed_at       timestamptz,
    completed_by       uuid,
    position           bigint NOT NULL,
    updated_position   bigint NOT NULL,
    PRIMARY KEY (tenant_id, task_id)
);
CREATE INDEX tasks_by_age ON tasks (tenant_id, position);
CREATE INDEX tasks_of_assignee ON tasks (tenant_id, assignee_id, position) WHERE status = 'open';
CREATE INDEX tasks_by_due ON tasks (tenant_id, due_at) WHERE status = 'open';

SELECT protect_tenant_table('tasks', 'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');

INSERT INTO projection_generations (projection, generation, tables) VALUES ('tasks', 1, ARRAY['tasks']);

RESET ROLE;
