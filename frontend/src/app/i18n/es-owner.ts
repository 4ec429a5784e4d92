import type { owner as en } from './en-owner'
import { document } from './es-document'
import { feedback } from './es-feedback'
import { find } from './es-find'
import { settings } from './es-settings'
import { usage } from './es-usage'
import type { Texts } from './texts'

export const owner: Texts<typeof en> = {
  document,
  feedback,
  find,
  settings,
  usage,
}
