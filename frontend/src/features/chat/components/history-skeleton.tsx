import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './history.module.css'

export function HistorySkeleton() {
  const { t } = useTranslation()
  return (
    <div className={classes.scroller} role="status" aria-label={t('app.loading')}>
      <div className={classes.column}>
        <Skeleton height={44} width="55%" radius={18} ml="auto" />
        <div>
          <Skeleton height={13} width="92%" mb={11} />
          <Skeleton height={13} width="86%" mb={11} />
          <Skeleton height={13} width="48%" />
        </div>
      </div>
    </div>
  )
}
