import { document } from './en-document'
import { feedback } from './en-feedback'
import { find } from './en-find'
import { settings } from './en-settings'
import { usage } from './en-usage'

/** What owners and managers need beside the daily work; it comes with its screens. */
export const owner = {
  document,
  feedback,
  find,
  settings,
  usage,
} as const
