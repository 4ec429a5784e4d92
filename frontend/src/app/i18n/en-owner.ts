import { settings } from './en-settings'

/** What owners and managers need beside the daily work; it comes with its screens. */
export const owner = {
  settings,
} as const
