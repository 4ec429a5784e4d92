import { i18next } from './i18n'

/** Loads the words of settings, usage and the knowledge tools, in every language. */
export async function loadOwnerTexts(): Promise<void> {
  if (i18next.hasResourceBundle('en', 'owner')) return
  const [en, es] = await Promise.all([import('./en-owner'), import('./es-owner')])
  i18next.addResourceBundle('en', 'owner', en.owner)
  i18next.addResourceBundle('es', 'owner', es.owner)
}
