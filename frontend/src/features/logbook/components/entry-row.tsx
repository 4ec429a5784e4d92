import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LogEntry } from '@/api/types'
import { Failure } from '@/components/failure'
import rows from '@/components/rows.module.css'
import { personName } from '@/lib/person-name'
import { fullTime } from '@/lib/time'
import { useStrikeEntry } from '../api/logbook'
import classes from './logbook.module.css'

/** An entry; one that was a mistake is struck out after asking once, and stays readable. */
export function EntryRow({ entry, zone, mayStrike }: { entry: LogEntry; zone: string; mayStrike: boolean }) {
  const { t, i18n } = useTranslation('work')
  const { t: app } = useTranslation()
  const strike = useStrikeEntry(entry.id)
  const [asking, setAsking] = useState(false)
  const text = entry.text ?? t('logbook.erased')
  return (
    <article className={rows.row} aria-label={text} data-struck={entry.struck !== null || undefined}>
      <div className={rows.body}>
        <span className={classes.text}>
          {entry.struck ? <s>{text}</s> : text}
          {entry.category && <span className={rows.badge}>{entry.category}</span>}
        </span>
        <span className={rows.facts}>
          {fullTime(entry.happened_at, i18n.language, zone)} · {personName(entry.logged_by.name, app)}
          {entry.action_id !== null && ` · ${t('logbook.bySteward')}`}
        </span>
        {entry.struck && (
          <span className={rows.facts}>
            {t('logbook.struckBy', { name: personName(entry.struck.by.name, app), time: fullTime(entry.struck.at, i18n.language, zone) })}
          </span>
        )}
        <Failure error={strike.error} />
      </div>
      {mayStrike && entry.struck === null && !asking && (
        <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('logbook.strikeOf', { text })} onClick={() => setAsking(true)}>
          {t('logbook.strike')}
        </Button>
      )}
      {asking && entry.struck === null && (
        <div className={classes.asking} role="group" aria-label={t('logbook.strike')}>
          <Button size="compact-sm" variant="default" autoFocus onClick={() => setAsking(false)}>
            {t('logbook.keep')}
          </Button>
          <Button size="compact-sm" color="red" loading={strike.isPending} onClick={() => strike.mutate()}>
            {t('logbook.reallyStrike')}
          </Button>
        </div>
      )}
    </article>
  )
}
