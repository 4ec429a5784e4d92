import { useState } from 'react'
import { readDraft, writeDraft } from './drafts'
import { changed, clashes, merge, same } from './merge'

/** Something that can be changed, as the server has it, and how that state is named. */
export interface Current<T> {
  value: T
  tag: string
}

interface Kept<T> {
  base: Current<T>
  mine: T
}

/**
 * What somebody is changing, over what the server has. Untouched, it follows the server; touched, it
 * is kept, also when they leave the page, until it is saved or discarded.
 */
export function useKeptDraft<T extends object>(memberId: string, place: string, current: Current<T>) {
  const [kept, setKept] = useState<Kept<T> | undefined>(() => parse<T>(readDraft(memberId, place)))

  function keep(next: Kept<T> | undefined) {
    const wanted = next && same(next.base.value, next.mine) ? undefined : next
    setKept(wanted)
    writeDraft(memberId, place, wanted ? JSON.stringify(wanted) : '')
  }

  const stale = kept !== undefined && kept.base.tag !== current.tag
  return {
    value: kept ? kept.mine : current.value,
    /** What is to be named when saving: the state that the draft was made from. */
    tag: kept ? kept.base.tag : current.tag,
    dirty: kept !== undefined,
    /** What others saved meanwhile, if they did. */
    stale: stale
      ? {
          theirs: changed(kept.base.value, current.value),
          clashes: clashes(kept.base.value, kept.mine, current.value),
        }
      : undefined,
    set: (patch: Partial<T>) => keep({ base: kept?.base ?? current, mine: { ...(kept?.mine ?? current.value), ...patch } }),
    discard: () => keep(undefined),
    /** Goes on from what others saved, with what was changed here. */
    rebase: () => kept && keep({ base: current, mine: merge(kept.base.value, kept.mine, current.value) }),
  }
}

export type KeptDraft<T extends object> = ReturnType<typeof useKeptDraft<T>>

function parse<T>(text: string): Kept<T> | undefined {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as Kept<T>
  } catch {
    return undefined
  }
}
