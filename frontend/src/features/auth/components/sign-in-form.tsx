import { Button, PasswordInput, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useRef, useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Credentials } from '../api/login'
import { LoginError } from './login-error'
import classes from './entry-form.module.css'

interface Props {
  pending: boolean
  error: unknown
  onSubmit: (credentials: Credentials) => void
}

interface FieldErrors {
  email?: string
  password?: string
}

export function SignInForm({ pending, error, onSubmit }: Props) {
  const { t } = useTranslation()
  const [fields, setFields] = useState<FieldErrors>({})
  const email = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const credentials = { email: email.current?.value.trim() ?? '', password: password.current?.value ?? '' }
    const found: FieldErrors = {}
    if (credentials.email === '') found.email = t('auth.emailMissing')
    else if (!/^\S+@\S+$/.test(credentials.email)) found.email = t('auth.emailWrong')
    if (credentials.password === '') found.password = t('auth.passwordMissing')
    setFields(found)
    if (found.email) email.current?.focus()
    else if (found.password) password.current?.focus()
    else onSubmit(credentials)
  }

  return (
    <>
      <form className={classes.form} onSubmit={submit} noValidate>
        <h1 className={classes.title}>{t('auth.title')}</h1>
        <LoginError error={error} />
        <TextInput
          ref={email}
          label={t('auth.email')}
          type="email"
          name="email"
          autoComplete="username"
          size="md"
          error={fields.email}
          autoFocus
        />
        <PasswordInput
          ref={password}
          label={t('auth.password')}
          name="password"
          autoComplete="current-password"
          size="md"
          error={fields.password}
        />
        <Button type="submit" size="md" fullWidth loading={pending} mt={4}>
          {t('auth.submit')}
        </Button>
      </form>
      <p className={classes.below}>
        <Link to="/forgot-password">{t('auth.forgotten')}</Link>
      </p>
      <Button variant="default" size="md" fullWidth mt={12} renderRoot={(props) => <Link to="/register" {...props} />}>
        {t('auth.toRegister')}
      </Button>
    </>
  )
}
