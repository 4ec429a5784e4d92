import { useRef } from 'react'

/**
 * The `Idempotency-Key` of what a form sends: the same content sent again after a lost answer is the
 * same request, other content is another. `spend` after it has worked, so that the same words can be
 * meant twice.
 */
export function useRequestKey() {
  const last = useRef<{ of: string; key: string }>(undefined)
  return {
    keyOf(content: unknown): string {
      const of = JSON.stringify(content)
      if (last.current?.of !== of) last.current = { of, key: crypto.randomUUID() }
      return last.current.key
    },
    spend(): void {
      last.current = undefined
    },
  }
}
