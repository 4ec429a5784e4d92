import { Button, Loader } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Earlier } from '../api/use-timeline'
import classes from './earlier-messages.module.css'

/** Fetches what was said before, once the reader comes near the first row; tells when it cannot. */
export function EarlierMessages({ earlier, near }: { earlier: Earlier; near: boolean }) {
  const { t } = useTranslation()
  const { more, loading, failed, load } = earlier
  const wanted = near && more && !loading && !failed

  useEffect(() => {
    if (wanted) load()
  }, [wanted, load])

  if (loading) {
    return (
      <p className={classes.pill} role="status">
        <Loader size={14} />
        {t('chat.earlier')}
      </p>
    )
  }
  return failed ? (
    <p className={classes.pill} role="alert">
      {t('chat.earlierFailed')}
      <Button size="compact-xs" variant="light" onClick={load}>
        {t('app.retry')}
      </Button>
    </p>
  ) : null
}
