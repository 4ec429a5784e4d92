import { createContext, use } from 'react'

/** Puts words into the composer, to be changed and sent. */
export const Composing = createContext<(text: string) => void>(() => undefined)

export function useComposing(): (text: string) => void {
  return use(Composing)
}
