/** The kinds of streams that there are, by their names in the log. */
export const AGGREGATES = [
  'Access', 'Action', 'Conversation', 'Document', 'Logbook', 'Member', 'Memory', 'Notification', 'Reminder',
  'Roster', 'Schedule', 'Task', 'Tenant', 'Turn',
] as const
