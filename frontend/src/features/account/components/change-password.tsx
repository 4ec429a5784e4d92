import { Button, PasswordInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { Problem } from '@/api/problem'
import { Failure } from '@/components/failure'
import { NewPassword, passwordFault, passwordRefusal } from '@/components/new-password'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { fieldText, focusFirstFault } from '@/lib/form-fields'
import { useChangePassword } from '../api/account'
import classes from './account.module.css'

type Faults = Partial<Record<'current' | 'password', string | undefined>>

/** Another password; it ends every other session. */
export function ChangePassword() {
  const { t } = useTranslation()
  const me = useMe()
  const change = useChangePassword()
  const [faults, setFaults] = useState<Faults>({})
  const refused = passwordRefusal(change.error, t)
  const wrong =
    change.error instanceof Problem && change.error.slug === 'wrong-password' ? t('account.currentWrong') : undefined

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const current = fieldText(form, 'current')
    const password = fieldText(form, 'password')
    const found: Faults = {
      current: current === '' ? t('auth.passwordMissing') : undefined,
      password: passwordFault(password, t),
    }
    setFaults(found)
    if (focusFirstFault(form, found)) return
    change.mutate({ current_password: current, new_password: password }, { onSuccess: () => form.reset() })
  }

  return (
    <section className={classes.section} aria-labelledby="account-password">
      <h2 id="account-password" className={page.heading}>{t('account.password')}</h2>
      <form className={classes.card} onSubmit={submit} aria-labelledby="account-password" noValidate>
        {!wrong && !refused && <Failure error={change.error} />}
        {change.isSuccess && <Notice tone="calm">{t('account.changed')}</Notice>}
        {/* Password managers tell by it whose password this is. */}
        <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
        <div className={classes.fields}>
          <PasswordInput
            name="current"
            label={t('account.current')}
            autoComplete="current-password"
            error={faults.current ?? wrong}
          />
          <NewPassword name="password" label={t('password.new')} size="sm" error={faults.password ?? refused} />
        </div>
        <div className={classes.buttons}>
          <Button type="submit" loading={change.isPending}>
            {t('account.change')}
          </Button>
        </div>
      </form>
    </section>
  )
}
