import type { components, paths } from '../src/api/schema'

/** What the API says, by its own types: a fixture that is out of date does not pass the type check. */
type Got<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer Body } } } } }
  ? Body
  : never

/** Answers of reads by their path; a function where the query matters. */
export type Answers = { [P in keyof paths]?: Got<P> | ((query: URLSearchParams) => Got<P>) }

export type Item<P extends keyof paths> = Got<P> extends { items: (infer One)[] } ? One : never

export type Session = components['schemas']['Session']

/** A list of one page. */
export const page = <One>(...items: One[]): { items: One[]; next_cursor: null } => ({ items, next_cursor: null })
