import { Button } from '@mantine/core'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { Notice } from '@/components/notice'
import { useSoonWords } from '@/components/use-soon-words'
import { choicesAt } from '@/lib/soon'
import { instantOf } from '@/lib/zoned'
import { useSnooze } from '../api/mark'
import classes from './notification-item.module.css'

/** Puts a notice off: it comes back, unread, at the moment that is chosen. */
export function Snooze({ id, now }: { id: string; now: number }) {
  const { t } = useTranslation()
  const zone = useMe().tenant.time_zone
  const snooze = useSnooze()
  const [choosing, setChoosing] = useState(false)
  const choices = useId()
  const words = useSoonWords(zone)
  return (
    <>
      <Button size="compact-sm" variant="subtle" aria-expanded={choosing} aria-controls={choices} onClick={() => setChoosing(!choosing)}>
        {t('notifications.later')}
      </Button>
      <div id={choices} className={classes.choices} role="group" aria-label={t('notifications.laterWhen')} hidden={!choosing}>
        {choicesAt(now, zone).map((choice) => (
          <Button
            key={choice.name}
            size="compact-sm"
            variant="default"
            loading={snooze.isPending && snooze.variables.at === choice.at}
            onClick={() => snooze.mutate({ id, at: choice.at, until: new Date(instantOf(choice.at, zone) ?? '').toISOString() })}
          >
            {words(choice)}
          </Button>
        ))}
      </div>
      {snooze.isError && <Notice tone="danger">{t('notifications.commandFailed', { detail: snooze.error.message })}</Notice>}
    </>
  )
}
