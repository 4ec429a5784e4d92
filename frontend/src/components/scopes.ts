/** What a key can be for, as the API has it; the words for it are in `account.resources`. */
export const RESOURCES = [
  'actions', 'conversations', 'documents', 'events', 'facts', 'knowledge', 'logbook', 'me',
  'members', 'notifications', 'reminders', 'shifts', 'streams', 'tasks', 'turns', 'usage',
] as const

export type Resource = (typeof RESOURCES)[number]

/** Of these, those that a key can only read. */
const READ_ONLY: readonly Resource[] = ['events', 'me', 'members', 'streams', 'usage']

export const SCOPES = RESOURCES.flatMap((resource) =>
  READ_ONLY.includes(resource) ? [`${resource}:read`] : [`${resource}:read`, `${resource}:write`],
)
