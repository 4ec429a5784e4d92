import { Button, Skeleton } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { IconTimelineEvent } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { detailOf } from '@/api/problem'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { historyQuery } from '../api/history'
import type { Part, Point } from '../search'
import { sorted } from '../things'
import { Thing } from './thing'
import classes from './things.module.css'

/** So many are shown, and so many more each time. */
const STEP = 100

/** A part of the business as of one moment. */
export function AsItWas({ part, at }: { part: Part; at: Point | undefined }) {
  const { t } = useTranslation('log')
  const found = useQuery({ ...historyQuery(part, at), placeholderData: keepPreviousData })
  const items = found.data?.items
  const [most, setMost] = useState(STEP)
  return (
    <section aria-labelledby="as-it-was" aria-busy={found.isFetching}>
      <h2 id="as-it-was" className={page.heading}>
        {t(`history.parts.${part}`)} {items && <span className={classes.count}>· {items.length}</span>}
      </h2>
      {found.isPending && <Skeleton height={300} radius="lg" />}
      {found.isError && <Notice tone="danger">{t('history.failed', { detail: detailOf(found.error) })}</Notice>}
      {items?.length === 0 && (
        <EmptyNote icon={IconTimelineEvent} title={t('history.empty')} text={t('history.emptyText')} />
      )}
      {items && (
        <ul className={classes.things}>
          {sorted(part, items).slice(0, most).map((item) => <li key={item.id}><Thing part={part} item={item} /></li>)}
        </ul>
      )}
      {items && items.length > most && (
        <Button variant="subtle" onClick={() => setMost(most + STEP)}>{t('history.more')}</Button>
      )}
    </section>
  )
}
