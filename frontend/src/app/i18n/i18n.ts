import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en'

export const LANGUAGES = { en: 'English', es: 'Español' } as const
export type Language = keyof typeof LANGUAGES

const KEY = 'steward-language'

/** The chosen language, or the first of the browser's that we have. */
function detect(): Language {
  let chosen: string | null = null
  try {
    chosen = localStorage.getItem(KEY)
  } catch {
    // Blocked storage means no choice.
  }
  for (const tag of [chosen, ...navigator.languages]) {
    const language = tag?.split('-')[0]
    if (language !== undefined && language in LANGUAGES) return language as Language
  }
  return 'en'
}

/** English is always there, and stands in for what another language lacks. */
const others: Record<Exclude<Language, 'en'>, () => Promise<object>> = {
  es: async () => (await import('./es')).es,
}

export async function loadLanguage(language: Language): Promise<void> {
  if (language === 'en' || i18next.hasResourceBundle(language, 'translation')) return
  i18next.addResourceBundle(language, 'translation', await others[language]())
}

export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // It lasts for this visit only.
  }
  await loadLanguage(language)
  await i18next.changeLanguage(language)
}

void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  // React escapes; escaping twice would show entities.
  interpolation: { escapeValue: false },
  initAsync: false,
})

/** Before anything is shown: the words of the reader's language, or English where they do not come. */
export async function startLanguage(): Promise<void> {
  const language = detect()
  try {
    await loadLanguage(language)
    await i18next.changeLanguage(language)
  } catch {
    // The server went away between two files: better English than nothing.
  }
}

i18next.on('languageChanged', (language) => {
  document.documentElement.lang = language
})
document.documentElement.lang = i18next.language

export { i18next }
