/**
 * Unsent text per member and conversation. It stays in this tab's session storage only: tills and
 * front desks share one browser, so words nobody sent must not outlive the sitting.
 */
const PREFIX = 'steward-draft:'
const UNSENT = `${PREFIX}unsent`

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

/** Messages that were sent off and have not arrived: as text, for whoever reads them back. */
export function readUnsent(): string | null {
  try {
    return sessionStorage.getItem(UNSENT)
  } catch {
    return null
  }
}

export function writeUnsent(unsent: string | null): void {
  try {
    if (unsent === null) sessionStorage.removeItem(UNSENT)
    else sessionStorage.setItem(UNSENT, unsent)
  } catch {
    // As above.
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
