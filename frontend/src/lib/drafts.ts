/**
 * Unsent text per member and conversation. It stays in this tab's session storage only: tills and
 * front desks share one browser, so words nobody sent must not outlive the sitting.
 */
const PREFIX = 'steward-draft:'

export function readDraft(memberId: string, place: string): string {
  try {
    return sessionStorage.getItem(PREFIX + memberId + ':' + place) ?? ''
  } catch {
    return ''
  }
}

export function writeDraft(memberId: string, place: string, text: string): void {
  try {
    const key = PREFIX + memberId + ':' + place
    if (text === '') sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  } catch {
    // Storage may be full or blocked; a draft is a convenience.
  }
}

export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
    }
  } catch {
    // As above.
  }
}
