import { useTranslation } from 'react-i18next'
import { columnsOf, type Sample } from '../outcome'
import classes from './care.module.css'

/** Rows that are other than the log says, column by column. */
export function DifferenceTable({ samples, of }: { samples: readonly Sample[]; of: number }) {
  const { t } = useTranslation('log')
  return (
    <div className={classes.tableFrame} role="region" aria-label={t('projections.differences')} tabIndex={0}>
      <table className={classes.table}>
        <caption className="visually-hidden">{t('projections.differences')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('projections.row')}</th>
            <th scope="col">{t('projections.column')}</th>
            <th scope="col">{t('projections.live')}</th>
            <th scope="col">{t('projections.folded')}</th>
          </tr>
        </thead>
        <tbody>
          {samples.map((sample, index) => <Rows key={index} sample={sample} />)}
        </tbody>
      </table>
      {samples.length < of && <p className={classes.quiet}>{t('projections.moreDifferences', { count: of - samples.length })}</p>}
    </div>
  )
}

function Rows({ sample }: { sample: Sample }) {
  const { t } = useTranslation('log')
  const { table, key, live, folded } = sample
  const columns = columnsOf(sample)
  const head = (
    <th scope="row" rowSpan={Math.max(1, columns.length)}>
      {table}
      <Pairs of={key} />
    </th>
  )
  if (live === null || folded === null) {
    return (
      <tr>
        {head}
        <td>{t('projections.wholeRow')}</td>
        <td>{live === null ? <em>{t('projections.noRow')}</em> : <Pairs of={live} />}</td>
        <td>{folded === null ? <em>{t('projections.noRow')}</em> : <Pairs of={folded} />}</td>
      </tr>
    )
  }
  return columns.map((column, place) => (
    <tr key={column}>
      {place === 0 && head}
      <td>{column}</td>
      <td><Cell value={live[column]} /></td>
      <td><Cell value={folded[column]} /></td>
    </tr>
  ))
}

/** Columns and their values, one under the other. */
function Pairs({ of }: { of: Record<string, unknown> }) {
  return (
    <span className={classes.pairs}>
      {Object.entries(of).map(([name, value]) => (
        <span key={name}>
          {name} <Cell value={value} />
        </span>
      ))}
    </span>
  )
}

function Cell({ value }: { value: unknown }) {
  const { t } = useTranslation('log')
  if (value === 'withheld') return <em>{t('projections.withheld')}</em>
  return <code>{typeof value === 'string' ? value : (JSON.stringify(value) ?? '—')}</code>
}
