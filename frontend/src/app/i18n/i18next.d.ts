import type { en } from './en'
import type { log } from './en-log'
import type { owner } from './en-owner'
import type { work } from './en-work'

/** Makes `t('chat.send')` a checked key; `log`, `owner` and `work` are there once their screens are. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en; log: typeof log; owner: typeof owner; work: typeof work }
  }
}
