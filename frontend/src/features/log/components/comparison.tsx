import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { EventDetail } from '@/api/types'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { eventQuery, streamQuery } from '../api/events'
import { bodyOf } from '../payload'
import { Differences } from './differences'
import classes from './log.module.css'

/** An event beside another one of its stream, the earlier one first. */
export function Comparison({ event, other }: { event: EventDetail; other: number | undefined }) {
  const { t } = useTranslation('log')
  const navigate = useNavigate()
  const stream = useQuery(streamQuery(event.stream.type, event.stream.id))
  const second = useQuery({ ...eventQuery(other ?? 0), enabled: other !== undefined })
  const others = (stream.data?.items ?? []).filter((one) => one.position !== event.position)
  if (stream.data && others.length === 0) return null
  const [before, after] =
    second.data && second.data.position < event.position ? [second.data, event] : [event, second.data]
  return (
    <section className={classes.section} aria-labelledby="event-compare">
      <h3 id="event-compare" className={page.heading}>{t('event.compare')}</h3>
      {stream.isError && <Notice tone="danger">{t('stream.failed')}</Notice>}
      <Select
        label={t('event.compareWith')}
        data={others.map((one) => ({ value: String(one.position), label: `${one.position} · ${one.event}` }))}
        value={other === undefined ? null : String(other)}
        onChange={(value) =>
          void navigate({ to: '.', search: (now) => ({ ...now, with: value === null ? undefined : Number(value) }), replace: true })
        }
        placeholder={t('event.compareNone')}
        clearable
        searchable
        nothingFoundMessage={t('events.noMatch')}
        clearButtonProps={{ 'aria-label': t('event.compareClear') }}
      />
      {second.isError && <Notice tone="danger">{t('event.failed')}</Notice>}
      {after && (
        <div className={classes.section}>
          <Differences
            before={bodyOf(before.event, before.payload)}
            after={bodyOf(after.event, after.payload)}
            label={t('event.differences', { before: before.position, after: after.position })}
          />
        </div>
      )}
    </section>
  )
}
