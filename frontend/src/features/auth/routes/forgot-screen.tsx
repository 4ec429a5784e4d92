import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldText, focusFirstFault } from '@/lib/form-fields'
import { forgotPassword } from '../api/join'
import { EntryFrame } from '../components/entry-frame'
import classes from '../components/entry-form.module.css'
import { EntryNote } from '../components/entry-note'
import { LoginError } from '../components/login-error'

/** Asks for a link that allows a new password. Whether there is such an account is not told. */
export function ForgotScreen() {
  const { t } = useTranslation()
  const [fault, setFault] = useState<string>()
  const asking = useMutation({ mutationFn: forgotPassword })

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const email = fieldText(event.currentTarget, 'email').trim()
    const found = /^\S+@\S+$/.test(email) ? undefined : t('auth.emailWrong')
    setFault(found)
    if (!focusFirstFault(event.currentTarget, { email: found })) asking.mutate(email)
  }

  return (
    <EntryFrame title={t('forgot.title')}>
      {asking.isSuccess ? (
        <EntryNote title={t('forgot.sent')} text={t('forgot.sentText', { email: asking.variables })}>
          <Button component={Link} to="/sign-in" variant="light">
            {t('forgot.back')}
          </Button>
        </EntryNote>
      ) : (
        <>
          <form className={classes.form} onSubmit={submit} noValidate>
            <h1 className={classes.title}>{t('forgot.title')}</h1>
            <p className={classes.text}>{t('forgot.lead')}</p>
            <LoginError error={asking.error} other={(detail) => t('forgot.failed', { detail })} />
            <TextInput
              name="email"
              label={t('auth.email')}
              type="email"
              autoComplete="username"
              size="md"
              error={fault}
              autoFocus
            />
            <Button type="submit" size="md" fullWidth loading={asking.isPending} mt={4}>
              {t('forgot.submit')}
            </Button>
          </form>
          <p className={classes.below}>
            <Link to="/sign-in" search={{}}>{t('forgot.back')}</Link>
          </p>
        </>
      )}
    </EntryFrame>
  )
}
