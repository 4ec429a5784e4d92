import type { en } from './en'

/** Makes `t('chat.send')` a checked key. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}
