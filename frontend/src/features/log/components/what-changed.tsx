import { Skeleton } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { IconArrowRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { detailOf } from '@/api/problem'
import type { HistoryComparison } from '@/api/types'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { compareQuery, historyQuery } from '../api/history'
import type { Part, Point } from '../search'
import { changesOf, sorted, type Change } from '../things'
import { FieldName, FieldValue } from './field-value'
import { Thing, ThingTitle } from './thing'
import classes from './things.module.css'

/** What came, what went and what changed between two moments. */
export function WhatChanged({ part, from, to }: { part: Part; from: Point; to: Point | undefined }) {
  const { t } = useTranslation('log')
  const found = useQuery({ ...compareQuery(part, from, to), placeholderData: keepPreviousData })
  // A change does not say what changed: that is called as it is at the later moment.
  const later = useQuery({ ...historyQuery(part, to), placeholderData: keepPreviousData })
  if (found.isPending) return <Skeleton height={300} radius="lg" />
  if (found.isError) return <Notice tone="danger">{t('history.failed', { detail: detailOf(found.error) })}</Notice>
  const { added, removed, changed } = found.data
  if (added.length + removed.length + changed.length === 0) return <Notice tone="calm">{t('history.same')}</Notice>
  return (
    <>
      <Group name="changed" count={changed.length}>
        {changed.map((item) => (
          <li key={item.id} className={classes.thing}>
            <ThingTitle part={part} item={later.data?.items.find((one) => one.id === item.id)} />
            <Changes of={item} />
          </li>
        ))}
      </Group>
      <Group name="added" count={added.length}>
        {sorted(part, added).map((item) => <li key={item.id}><Thing part={part} item={item} /></li>)}
      </Group>
      <Group name="removed" count={removed.length}>
        {sorted(part, removed).map((item) => <li key={item.id}><Thing part={part} item={item} /></li>)}
      </Group>
    </>
  )
}

function Group({ name, count, children }: { name: 'added' | 'removed' | 'changed'; count: number; children: ReactNode }) {
  const { t } = useTranslation('log')
  if (count === 0) return null
  return (
    <section aria-labelledby={`history-${name}`}>
      <h2 id={`history-${name}`} className={page.heading}>
        {t(`history.${name}`)} <span className={classes.count}>· {count}</span>
      </h2>
      <ul className={classes.things}>{children}</ul>
    </section>
  )
}

function Changes({ of }: { of: HistoryComparison['changed'][number] }) {
  const changes = of.fields.flatMap((field) => changesOf(field.name, field.from, field.to))
  return (
    <ul className={classes.changes}>
      {changes.map((change) => <li key={change.path.join('.')}><Pair change={change} /></li>)}
    </ul>
  )
}

function Pair({ change: { path, from, to } }: { change: Change }) {
  const { t } = useTranslation('log')
  // A place in a list has no name: the list's own says how its values read.
  const name = path.findLast((one) => !/^\d+$/.test(one)) ?? ''
  return (
    <>
      <div className={classes.path}>
        {path.map((one, index) => (
          <span key={index}>
            {index > 0 && ' › '}
            {/^\d+$/.test(one) ? Number(one) + 1 : <FieldName name={one} />}
          </span>
        ))}
      </div>
      <div className={classes.pair}>
        <del>
          <span className="visually-hidden">{t('difference.before')} </span>
          <FieldValue name={name} value={from} />
        </del>
        <IconArrowRight size={16} stroke={1.8} aria-hidden />
        <ins>
          <span className="visually-hidden">{t('difference.after')} </span>
          <FieldValue name={name} value={to} />
        </ins>
      </div>
    </>
  )
}
