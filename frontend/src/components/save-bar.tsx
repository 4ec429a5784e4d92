import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './save-bar.module.css'

interface Props {
  dirty: boolean
  saving: boolean
  saved: boolean
  /** Others saved meanwhile: how to go on is asked first. */
  held: boolean
  onDiscard: () => void
}

/** Whether there is something to save, and that it is saved. */
export function SaveBar({ dirty, saving, saved, held, onDiscard }: Props) {
  const { t } = useTranslation('owner')
  const done = saved && !dirty
  return (
    <div className={classes.bar}>
      <p className={classes.state} data-saved={done || undefined} role="status">
        {done ? t('settings.saved') : dirty ? t('settings.unsaved') : ''}
      </p>
      {dirty && (
        <Button variant="default" disabled={saving} onClick={onDiscard}>
          {t('settings.discard')}
        </Button>
      )}
      <Button type="submit" loading={saving} disabled={!dirty || held}>
        {t('settings.save')}
      </Button>
    </div>
  )
}
