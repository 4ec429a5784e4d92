import { i18next } from './i18n'

/** Loads the words of the console, in every language: whoever switches has them at once. */
export async function loadLogTexts(): Promise<void> {
  if (i18next.hasResourceBundle('en', 'log')) return
  const [en, es] = await Promise.all([import('./en-log'), import('./es-log')])
  i18next.addResourceBundle('en', 'log', en.log)
  i18next.addResourceBundle('es', 'log', es.log)
}
