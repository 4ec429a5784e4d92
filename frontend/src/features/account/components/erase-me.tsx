import { Button, PasswordInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { Problem } from '@/api/problem'
import { endSession } from '@/api/session'
import { Failure } from '@/components/failure'
import page from '@/components/page.module.css'
import { fieldText, focusFirstFault } from '@/lib/form-fields'
import { useEraseMe } from '../api/account'
import classes from './account.module.css'

/** Being forgotten for ever: what that does is said first, and the password is asked for. */
export function EraseMe() {
  const { t } = useTranslation()
  const me = useMe()
  const erase = useEraseMe()
  const [asking, setAsking] = useState(false)
  const [fault, setFault] = useState<string>()
  const wrong =
    erase.error instanceof Problem && erase.error.slug === 'wrong-password' ? t('account.currentWrong') : undefined

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const current = fieldText(event.currentTarget, 'current')
    const found = current === '' ? t('auth.passwordMissing') : undefined
    setFault(found)
    if (focusFirstFault(event.currentTarget, { current: found })) return
    erase.mutate({ current_password: current }, { onSuccess: () => endSession() })
  }

  return (
    <section className={classes.section} aria-labelledby="account-erase">
      <h2 id="account-erase" className={page.heading}>{t('account.erase')}</h2>
      <p className={classes.text}>{t('account.eraseText')}</p>
      {asking ? (
        <form className={classes.card} onSubmit={submit} aria-labelledby="account-erase" noValidate>
          <ul className={classes.means}>
            <li>{t('account.erasePersonal')}</li>
            <li>{t('account.eraseStays')}</li>
            <li>{t('account.eraseNow')}</li>
            <li>{t('account.eraseForGood')}</li>
          </ul>
          {!wrong && <Failure error={erase.error} />}
          <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
          <PasswordInput
            name="current"
            label={t('account.current')}
            autoComplete="current-password"
            error={fault ?? wrong}
            autoFocus
          />
          <div className={classes.buttons}>
            <Button variant="default" onClick={() => setAsking(false)}>{t('app.cancel')}</Button>
            <Button type="submit" color="red" loading={erase.isPending}>{t('account.reallyErase')}</Button>
          </div>
        </form>
      ) : (
        <div className={classes.buttons}>
          <Button variant="light" color="red" onClick={() => setAsking(true)}>{t('account.erase')}</Button>
        </div>
      )}
    </section>
  )
}
