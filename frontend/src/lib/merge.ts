/** Two people change the same thing: what each changed, and both together. */

/** Whether two values say the same, whatever order their members are in. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** The members in which two versions differ. */
export function changed<T extends object>(before: T, after: T): (keyof T)[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)] as (keyof T)[])
  return [...names].filter((name) => !same(before[name], after[name]))
}

/** Theirs, with what I changed of `base`; where both changed the same member, mine stands. */
export function merge<T extends object>(base: T, mine: T, theirs: T): T {
  const merged = { ...theirs }
  for (const name of changed(base, mine)) merged[name] = mine[name]
  return merged
}

/** The members that both changed, and differently. */
export function clashes<T extends object>(base: T, mine: T, theirs: T): (keyof T)[] {
  const ours = new Set(changed(base, mine))
  return changed(base, theirs).filter((name) => ours.has(name) && !same(mine[name], theirs[name]))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  )
}
