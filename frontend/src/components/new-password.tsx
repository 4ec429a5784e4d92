import { PasswordInput } from '@mantine/core'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/api/problem'

/** The server's own rules, in characters and in bytes; everything else about a password only it can judge. */
const SHORTEST = 8
const MOST_BYTES = 1024
/** How the server says that a password is among those tried first. */
const EASY = 'guessed quickly'

/** What is wrong with a new password before the server is asked. */
export function passwordFault(password: string, t: TFunction): string | undefined {
  if (password === '') return t('auth.passwordMissing')
  if (new TextEncoder().encode(password).length > MOST_BYTES) return t('password.tooLong')
  return Array.from(password).length < SHORTEST ? t('password.tooShort') : undefined
}

/** What the server found wrong with it: in our words where we have them, otherwise in its own. */
export function passwordRefusal(error: unknown, t: TFunction): string | undefined {
  if (!(error instanceof Problem)) return undefined
  const reason = error.fields.find((field) => field.pointer.endsWith('password'))?.detail
  if (reason === undefined) return undefined
  return reason.includes(EASY) ? t('password.tooEasy') : t('password.refused', { reason })
}

interface Props {
  name: string
  label?: string
  size?: 'sm' | 'md'
  error: string | undefined
}

/** A password that is chosen here, with what it has to be. */
export function NewPassword({ name, label, size = 'md', error }: Props) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={label ?? t('auth.password')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      description={t('password.hint')}
      name={name}
      autoComplete="new-password"
      size={size}
      error={error}
    />
  )
}
