import diff from 'microdiff'
import type { HistoryItem } from '@/api/types'
import { hidden } from './payload'
import type { Part } from './search'

interface Shape {
  /** The kind of streams whose events make it up. */
  aggregate: string
  /** The field that a thing is called after. */
  title: string
  /** The other fields, in the order in which people ask for them. */
  fields: readonly string[]
  /** The field that things are sorted by. */
  by: string
}

/** What each part of a business consists of. */
export const SHAPES: Record<Part, Shape> = {
  roster: { aggregate: 'Roster', title: 'member_id', fields: ['role', 'starts_at', 'ends_at'], by: 'starts_at' },
  tasks: { aggregate: 'Task', title: 'title', fields: ['status', 'assignee_id', 'due_at', 'created_by', 'completed_by', 'notes'], by: 'due_at' },
  facts: { aggregate: 'Memory', title: 'text', fields: ['member_id', 'source', 'version'], by: 'member_id' },
  documents: { aggregate: 'Document', title: 'title', fields: ['version', 'trust', 'source', 'changed_at', 'sha256'], by: 'title' },
  conversations: {
    aggregate: 'Conversation',
    title: 'member_id',
    fields: ['started_at', 'messages', 'replies', 'disclosures', 'last_message', 'last_reply'],
    by: 'started_at',
  },
  settings: {
    aggregate: 'Tenant',
    title: 'name',
    fields: ['description', 'time_zone', 'locale', 'owners', 'agent', 'policies', 'notices', 'quota', 'suspended'],
    by: 'name',
  },
}

/** A thing's fields but for its title: those that people ask for first, then whatever else is known. */
export function fieldsOf(part: Part, item: HistoryItem): [string, unknown][] {
  const { title, fields } = SHAPES[part]
  const others = Object.keys(item.fields).filter((name) => name !== title && !fields.includes(name))
  return [...fields, ...others].flatMap((name) => (item.fields[name] === undefined ? [] : [[name, item.fields[name]]]))
}

/** The stream that a thing's events are in: facts are in their member's. */
export function streamOf(part: Part, { id, fields }: HistoryItem): string {
  const member = fields['member_id']
  return part === 'facts' && typeof member === 'string' ? member : id
}

/** Things in the order in which people look for them; those that lack the field come last. */
export function sorted(part: Part, items: readonly HistoryItem[]): HistoryItem[] {
  const key = (item: HistoryItem) => {
    const value = item.fields[SHAPES[part].by]
    return typeof value === 'string' ? value : '\uffff'
  }
  return items.toSorted((a, b) => key(a).localeCompare(key(b)))
}

export interface Change {
  /** The field, and the way into it where it holds more than one value. */
  path: string[]
  from: unknown
  to: unknown
}

/** A field's change, value by value where both are compositions. */
export function changesOf(name: string, from: unknown, to: unknown): Change[] {
  if (!composed(from) || !composed(to)) return [{ path: [name], from, to }]
  return diff(from, to).map((one) => ({
    path: [name, ...one.path.map(String)],
    from: one.type === 'CREATE' ? undefined : (one.oldValue as unknown),
    to: one.type === 'REMOVE' ? undefined : (one.value as unknown),
  }))
}

/** Whether a value consists of others; what stands for words that are not shown does not. */
export function composed(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === 'object' && value !== null && hidden(value) === undefined
}
