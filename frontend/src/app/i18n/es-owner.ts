import type { owner as en } from './en-owner'
import { settings } from './es-settings'
import type { Texts } from './texts'

export const owner: Texts<typeof en> = {
  settings,
}
