import { board } from './en-board'
import { reminders } from './en-reminders'
import { roster } from './en-roster'

/** The words of the areas for daily work, which come with their screens. */
export const work = {
  ...roster,
  board,
  reminders,
  approvals: {
    title: 'Approvals',
    text: 'What the steward has prepared for you and does only once you agree.',
    empty: 'Nothing waits for you',
    emptyText: 'When something you asked for needs your approval, its exact effect appears here.',
    conversation: 'Open the conversation',
    failed: 'What waits could not be loaded. Load the page again.',
  },
  logbook: {
    title: 'Logbook',
    text: 'What happened. You can also just tell the steward.',
    add: 'New entry',
    what: 'What happened?',
    category: 'What sort of thing (optional)',
    example: 'delivery',
    when: 'When, if not now ({{zone}})',
    submit: 'Write it down',
    filter: 'Which entries',
    onlyCategory: 'Only this sort',
    by: 'Written by',
    anybody: 'Anybody',
    which: 'Struck out',
    all: 'All entries',
    standing: 'Not struck out',
    struck: 'Struck out',
    bySteward: 'written by the steward',
    struckBy: 'Struck out by {{name}}, {{time}}',
    strike: 'Strike out',
    strikeOf: 'Strike out “{{text}}”',
    reallyStrike: 'Strike it out',
    keep: 'Keep it',
    erased: 'Erased',
    empty: 'Nothing is written down yet',
    noMatch: 'No entry matches',
    noMatchText: 'A sort is matched by the whole of its name. Empty the fields above to see every entry.',
    emptyText: 'Write what happened above, or say “Log that …” in a conversation.',
    failed: 'The logbook could not be loaded. Load the page again.',
  },
} as const
