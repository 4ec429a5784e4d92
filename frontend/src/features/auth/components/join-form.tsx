import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Offer } from '@/api/types'
import { fieldText, focusFirstFault } from '@/lib/form-fields'
import { fullTime } from '@/lib/time'
import { join } from '../api/join'
import classes from './entry-form.module.css'
import { LoginError } from './login-error'
import { NewPassword, passwordFault, passwordRefusal } from '@/components/new-password'

type Faults = Partial<Record<'name' | 'email' | 'password', string | undefined>>

/** Who joins, and how they sign in from now on. */
export function JoinForm({ token, invitation }: { token: string; invitation: Offer }) {
  const { t, i18n } = useTranslation()
  const router = useRouter()
  const [faults, setFaults] = useState<Faults>({})
  const joining = useMutation({
    mutationFn: join,
    onSuccess: () => router.navigate({ to: '/', replace: true }),
  })
  const refused = passwordRefusal(joining.error, t)
  const fixed = invitation.email

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const given = {
      token,
      name: fieldText(form, 'name').trim(),
      email: fixed ?? fieldText(form, 'email').trim(),
      password: fieldText(form, 'password'),
    }
    const found: Faults = {
      name: given.name === '' ? t('register.nameMissing') : undefined,
      email: /^\S+@\S+$/.test(given.email) ? undefined : t('auth.emailWrong'),
      password: passwordFault(given.password, t),
    }
    setFaults(found)
    joining.reset()
    if (!focusFirstFault(form, found)) joining.mutate(given)
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <h1 className={classes.title}>{t('join.title', { tenant: invitation.tenant.name })}</h1>
      <p className={classes.text}>
        {t('join.lead', { title: invitation.title })}{' '}
        {t('join.until', { time: fullTime(invitation.expires_at, i18n.language) })}
      </p>
      {!refused && (
        <LoginError
          error={joining.error}
          refused={t('join.wrongPassword')}
          other={(detail) => t('join.failed', { detail })}
        />
      )}
      <TextInput
        name="name"
        label={t('register.name')}
        defaultValue={invitation.name ?? ''}
        autoComplete="name"
        maxLength={200}
        size="md"
        error={faults.name}
      />
      <TextInput
        name="email"
        label={t('auth.email')}
        type="email"
        autoComplete="username"
        size="md"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={faults.email}
        {...(fixed === null ? {} : { value: fixed, readOnly: true, description: t('join.emailFixed') })}
      />
      <NewPassword name="password" error={faults.password ?? refused} />
      <p className={classes.text}>{t('join.known')}</p>
      <Button type="submit" size="md" fullWidth loading={joining.isPending}>
        {t('join.submit')}
      </Button>
    </form>
  )
}
