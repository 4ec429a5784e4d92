import type { en } from './en'
import type { log } from './en-log'

/** Makes `t('chat.send')` a checked key; `log` is there once its screens are. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en; log: typeof log }
  }
}
