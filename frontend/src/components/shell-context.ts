import { createContext, useContext, type ReactNode } from 'react'

/** What a screen's header needs from the shell. */
export interface ShellValue {
  /** Whether the sidebar stands beside the screen; otherwise a menu button opens it. */
  wide: boolean
  openMenu: () => void
  bell: ReactNode
}

export const ShellContext = createContext<ShellValue>({ wide: true, openMenu: () => undefined, bell: null })

export function useShell(): ShellValue {
  return useContext(ShellContext)
}
