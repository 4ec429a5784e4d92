import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Usage } from '@/api/types'
import { LoadFailure } from '@/components/load-failure'
import page from '@/components/page.module.css'
import { usedTurnsQuery } from '../api/usage'
import type { Period } from '../period'
import type { UsageSearch } from '../search'
import { TURNS } from '../turns-place'
import card from './card.module.css'
import { TurnFilter } from './turn-filter'
import { TurnRow } from './turn-row'

interface Props {
  usage: Usage
  period: Period
  search: UsageSearch
  onChange: (search: UsageSearch) => void
}

/** The turns behind the figures, down to one. */
export function Turns({ usage, period, search, onChange }: Props) {
  const { t } = useTranslation('owner')
  const { t: app } = useTranslation()
  const { day, member, model } = search
  const turns = useInfiniteQuery(
    usedTurnsQuery({
      ...(day === undefined ? period : { from: day, to: day }),
      ...(member === undefined ? {} : { member_id: member }),
      ...(model === undefined ? {} : { model }),
    }),
  )
  return (
    <section id={TURNS} className={card.plain} aria-labelledby="usage-turns">
      <div>
        <h2 id="usage-turns" className={card.heading}>{t('usage.turns')}</h2>
        <p className={card.hint}>{t('usage.turnsText')}</p>
      </div>
      <TurnFilter usage={usage} search={search} onChange={onChange} />
      {turns.isPending && <Skeleton height={90} radius="lg" />}
      <LoadFailure text={t('usage.turnsFailed')} query={turns} />
      {turns.data?.length === 0 && <p className={card.hint}>{t('usage.noTurns')}</p>}
      <ul className={page.list} aria-label={t('usage.turns')}>
        {turns.data?.map((turn) => (
          <li key={turn.turn_id}>
            <TurnRow turn={turn} />
          </li>
        ))}
      </ul>
      {turns.hasNextPage && (
        <Button variant="subtle" loading={turns.isFetchingNextPage} onClick={() => void turns.fetchNextPage()}>
          {app('conversations.more')}
        </Button>
      )}
    </section>
  )
}
