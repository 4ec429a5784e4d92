import { i18next } from './i18n'

/** Loads the words of the roster and what stands beside it, in every language: whoever switches has them at once. */
export async function loadWorkTexts(): Promise<void> {
  if (i18next.hasResourceBundle('en', 'work')) return
  const [en, es] = await Promise.all([import('./en-work'), import('./es-work')])
  i18next.addResourceBundle('en', 'work', en.work)
  i18next.addResourceBundle('es', 'work', es.work)
}
