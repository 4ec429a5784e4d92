/** What stands in a field of a form, by its name. */
export function fieldText(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name)
  return typeof value === 'string' ? value : ''
}

/** Moves the focus to the first field that has a fault; tells whether there was one. */
export function focusFirstFault(form: HTMLFormElement, faults: Readonly<Record<string, string | undefined>>): boolean {
  const first = Object.keys(faults).find((name) => faults[name] !== undefined)
  if (first === undefined) return false
  const field = form.elements.namedItem(first)
  if (field instanceof HTMLElement) field.focus()
  return true
}
