import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { endSession } from '@/api/session'
import { Failure } from '@/components/failure'
import page from '@/components/page.module.css'
import { useLeave } from '../api/account'
import classes from './account.module.css'

/** Leaving the business, after asking once. */
export function Leave() {
  const { t } = useTranslation()
  const tenant = useMe().tenant.name
  const leave = useLeave()
  const [asking, setAsking] = useState(false)
  return (
    <section className={classes.section} aria-labelledby="account-leave">
      <h2 id="account-leave" className={page.heading}>{t('account.leave', { tenant })}</h2>
      <p className={classes.text}>{t('account.leaveText')}</p>
      <Failure error={leave.error} />
      <div className={classes.buttons}>
        {asking ? (
          <>
            <Button variant="default" onClick={() => setAsking(false)} autoFocus>
              {t('account.stay')}
            </Button>
            <Button
              color="red"
              loading={leave.isPending}
              onClick={() => leave.mutate(undefined, { onSuccess: () => endSession() })}
            >
              {t('account.reallyLeave')}
            </Button>
          </>
        ) : (
          <Button variant="light" color="red" onClick={() => setAsking(true)}>
            {t('account.leave', { tenant })}
          </Button>
        )}
      </div>
    </section>
  )
}
