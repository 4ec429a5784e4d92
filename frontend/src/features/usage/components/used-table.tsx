import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Used } from '@/api/types'
import { ShareBar } from '@/components/share-bar'
import { amountOf, shareOf } from '../measures'
import type { Measure, UsageSearch } from '../search'
import { TURNS } from '../turns-place'
import { useAmounts } from '../use-amounts'
import classes from './used-table.module.css'

export interface UsedRow {
  key: string
  name: string
  used: Used
  /** What the address says when its turns are listed. */
  search: UsageSearch
}

interface Props {
  caption: string
  first: string
  rows: readonly UsedRow[]
  /** By this their shares are shown; no shares without it. */
  measure?: Measure
}

/** What each of them has used; its name leads to its turns. */
export function UsedTable({ caption, first, rows, measure }: Props) {
  const { t } = useTranslation('owner')
  const { dollars, number } = useAmounts()
  const whole = measure === undefined ? 0 : rows.reduce((sum, { used }) => sum + amountOf(used, measure), 0)
  return (
    <div className={classes.frame} role="group" aria-label={caption} tabIndex={0}>
      <table className={classes.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {measure !== undefined && <th scope="col">{t('usage.share')}</th>}
            <th scope="col">{t('usage.turns')}</th>
            <th scope="col">{t('usage.input')}</th>
            <th scope="col">{t('usage.output')}</th>
            <th scope="col">{t('usage.cost')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, used, search }) => (
            <tr key={key}>
              <th scope="row">
                <Link className={classes.way} to="/settings/usage" search={search} hash={TURNS} aria-label={t('usage.turnsOf', { name })}>
                  {name}
                </Link>
              </th>
              {measure !== undefined && <Share share={whole === 0 ? 0 : shareOf(amountOf(used, measure), whole)} />}
              <td>{number(used.turns)}</td>
              <td>{number(used.input_tokens)}</td>
              <td>{number(used.output_tokens)}</td>
              <td>{dollars(used.cost_micro_usd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Share({ share }: { share: number }) {
  const { percent } = useAmounts()
  return (
    <td className={classes.share}>
      {percent(share)}
      <ShareBar share={share} />
    </td>
  )
}
