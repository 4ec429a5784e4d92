import { Select, type SelectProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { regional } from '@/lib/time'

/** Those that a steward has words of its own in. */
const OFFERED: Readonly<Record<string, string>> = { en: 'English', es: 'Español' }

const base = (locale: string) => locale.split('-')[0] ?? locale
/** What stands for a locale in the list: its language, if that is offered. */
const choiceOf = (locale: string) => (base(locale) in OFFERED ? base(locale) : locale)

interface Props extends Pick<SelectProps, 'description' | 'readOnly' | 'size'> {
  label: string
  locale: string
  /** The one that is in force, if there is one: it can always be gone back to, whatever it is. */
  current?: string
  onChange: (locale: string) => void
}

/** The language of a business: chosen as a language, kept as this browser's variant of it. */
export function LanguageSelect({ locale, current = locale, onChange, ...props }: Props) {
  const { i18n } = useTranslation()
  const data = Object.entries(OFFERED).map(([value, label]) => ({ value, label }))
  if (!(base(current) in OFFERED)) {
    const name = new Intl.DisplayNames(i18n.language, { type: 'language' }).of(current)
    data.push({ value: current, label: name ?? current })
  }

  function choose(choice: string | null) {
    if (choice === null || choice === choiceOf(locale)) return
    onChange(choice === choiceOf(current) ? current : regional(choice))
  }

  return <Select {...props} data={data} value={choiceOf(locale)} onChange={choose} allowDeselect={false} />
}
