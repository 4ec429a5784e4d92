import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/api/problem'
import { fieldText, focusFirstFault } from '@/lib/form-fields'
import { useSecret } from '@/lib/secret-fragment'
import { resetPassword } from '../api/join'
import { EntryFrame } from '../components/entry-frame'
import classes from '../components/entry-form.module.css'
import { EntryNote } from '../components/entry-note'
import { LoginError } from '../components/login-error'
import { NewPassword, passwordFault, passwordRefusal } from '@/components/new-password'

/** Somebody follows the link that allows a new password. */
export function ResetScreen() {
  const { t } = useTranslation()
  const token = useSecret()
  const [fault, setFault] = useState<string>()
  const setting = useMutation({ mutationFn: resetPassword })
  const gone = token === '' || (setting.error instanceof Problem && setting.error.status === 404)
  const refused = passwordRefusal(setting.error, t)

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = fieldText(event.currentTarget, 'password')
    const found = passwordFault(password, t)
    setFault(found)
    if (!focusFirstFault(event.currentTarget, { password: found })) setting.mutate({ token, new_password: password })
  }

  if (setting.isSuccess) {
    return (
      <EntryFrame title={t('reset.done')}>
        <EntryNote title={t('reset.done')} text={t('reset.doneText')}>
          <Button component={Link} to="/sign-in">
            {t('auth.submit')}
          </Button>
        </EntryNote>
      </EntryFrame>
    )
  }
  if (gone) {
    return (
      <EntryFrame title={t('reset.gone')}>
        <EntryNote title={t('reset.gone')} text={t('reset.goneText')}>
          <Button component={Link} to="/forgot-password">
            {t('reset.again')}
          </Button>
        </EntryNote>
      </EntryFrame>
    )
  }
  return (
    <EntryFrame title={t('reset.title')}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <h1 className={classes.title}>{t('reset.title')}</h1>
        <p className={classes.text}>{t('reset.lead')}</p>
        {!refused && <LoginError error={setting.error} other={(detail) => t('reset.failed', { detail })} />}
        <NewPassword name="password" label={t('password.new')} error={fault ?? refused} />
        <Button type="submit" size="md" fullWidth loading={setting.isPending} mt={4}>
          {t('reset.submit')}
        </Button>
      </form>
    </EntryFrame>
  )
}
