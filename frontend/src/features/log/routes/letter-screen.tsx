import { Skeleton } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { IconMailCheck } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayReadLog, useMe } from '@/api/me'
import type { DeadLetter, ProjectionRequest } from '@/api/types'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { preciseTime } from '@/lib/time'
import { lettersKey, lettersQuery, requestQuery } from '../api/letters'
import care from '../components/care.module.css'
import figures from '../components/console.module.css'
import { LetterCare } from '../components/letter-care'
import { LetterRow } from '../components/letter-row'
import { LogPage } from '../components/log-page'
import log from '../components/log.module.css'
import { RequestList } from '../components/request-list'

const route = getRouteApi('/app/log/dead-letters/$projection/$position')

/** One event that a projection could not take: why, what waits behind it, and what to do. */
export function LetterScreen() {
  const { t } = useTranslation('log')
  const { projection, position } = route.useParams()
  const letters = useQuery(lettersQuery(projection))
  const letter = letters.data?.items.find((one) => one.position === Number(position))
  const [asked, setAsked] = useState<ProjectionRequest>()
  return (
    <LogPage title={t('letters.one', { position })} lead={t('letters.oneLead')}>
      <Link className={figures.way} to="/log/dead-letters" search={{}}>{t('letters.all')}</Link>
      {letters.isPending && <Skeleton height={320} radius="lg" />}
      {letters.isError && <Notice tone="danger">{t('letters.failed')}</Notice>}
      {asked && <Asked key={asked.id} request={asked} />}
      {letters.data && !letter && <EmptyNote icon={IconMailCheck} title={t('letters.gone')} text={t('letters.goneText')} />}
      {letters.data && letter && <Letter letter={letter} all={letters.data.items} onAsked={setAsked} />}
    </LogPage>
  )
}

/** What was asked for on this page, until it is over. */
function Asked({ request }: { request: ProjectionRequest }) {
  const { t } = useTranslation('log')
  const queries = useQueryClient()
  const found = useQuery({ ...requestQuery(request.id), initialData: request })
  const over = found.data.ended_at !== null
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: lettersKey })
  }, [over, queries])
  return <RequestList requests={[found.data]} label={t('letters.asked')} />
}

function Letter({ letter, all, onAsked }: { letter: DeadLetter; all: readonly DeadLetter[]; onAsked: (request: ProjectionRequest) => void }) {
  const { t, i18n } = useTranslation('log')
  const reads = useMayReadLog()
  const zone = useMe().tenant.time_zone
  const { projection, position, stream, event, reason, attempts, parked_at: at } = letter
  const ofStream = all.filter((one) => one.stream.id === stream.id && one.stream.type === stream.type)
  const head = ofStream.find((one) => one.first)
  const behind = ofStream.filter((one) => one.position > position)
  return (
    <>
      <section aria-labelledby="letter-event">
        <h2 id="letter-event" className={page.heading}>{event}</h2>
        <dl className={figures.facts}>
          <dt>{t('letters.projection')}</dt>
          <dd><Link className={figures.way} to="/log/projections/$name" params={{ name: projection }}>{projection}</Link></dd>
          <dt>{t('event.stream')}</dt>
          <dd>{stream.type} <span className={figures.mono}>{stream.id}</span></dd>
          <dt>{t('letters.since')}</dt>
          <dd>{preciseTime(at, i18n.language, zone)}</dd>
          <dt>{t('letters.attempts')}</dt>
          <dd>{attempts}</dd>
        </dl>
        {reads && (
          <Link className={log.way} to="/log/events" search={{ open: position }}>{t('audit.toEvent')}</Link>
        )}
      </section>
      <section aria-labelledby="letter-reason">
        <h2 id="letter-reason" className={page.heading}>{t('letters.reason')}</h2>
        {letter.first ? (
          <p className={care.reason}>{reason}</p>
        ) : (
          <Notice tone="calm">
            {t('letters.waitsText')}{' '}
            {head && (
              <Link
                className={figures.way}
                to="/log/dead-letters/$projection/$position"
                params={{ projection, position: String(head.position) }}
              >
                {t('letters.toFirst', { event: head.event, position: head.position })}
              </Link>
            )}
          </Notice>
        )}
      </section>
      <LetterCare key={position} letter={letter} behind={behind.length} onAsked={onAsked} />
      {behind.length > 0 && (
        <section aria-labelledby="letter-behind">
          <h2 id="letter-behind" className={page.heading}>{t('letters.behind')}</h2>
          <ol className={log.rows} aria-labelledby="letter-behind">
            {behind.map((one) => <li key={one.position}><LetterRow letter={one} /></li>)}
          </ol>
        </section>
      )}
    </>
  )
}
