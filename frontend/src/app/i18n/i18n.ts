import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en'
import { es } from './es'

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

export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // It lasts for this visit only.
  }
  void i18next.changeLanguage(language)
}

void i18next.use(initReactI18next).init({
  lng: detect(),
  fallbackLng: 'en',
  resources: { en: { translation: en }, es: { translation: es } },
  // React escapes; escaping twice would show entities.
  interpolation: { escapeValue: false },
  initAsync: false,
})

i18next.on('languageChanged', (language) => {
  document.documentElement.lang = language
})
document.documentElement.lang = i18next.language

export { i18next }
