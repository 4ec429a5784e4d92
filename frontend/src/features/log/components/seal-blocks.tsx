import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconShieldCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { preciseTime } from '@/lib/time'
import { blocksQuery } from '../api/audit'
import { useNumbers } from '../use-numbers'
import classes from './console.module.css'
import log from './log.module.css'

/** The signed heads, the newest first: as they are published. */
export function SealBlocks() {
  const { t, i18n } = useTranslation('log')
  const zone = useMe().tenant.time_zone
  const number = useNumbers()
  const list = useInfiniteQuery(blocksQuery)
  return (
    <section aria-labelledby="seal-blocks">
      <h2 id="seal-blocks" className={page.heading}>{t('audit.heads')}</h2>
      {list.isPending && <Skeleton height={200} radius="lg" />}
      {list.isError && <Notice tone="danger">{t('audit.headsFailed')}</Notice>}
      {list.data?.length === 0 && <EmptyNote icon={IconShieldCheck} title={t('audit.noBlock')} text={t('audit.noBlockText')} />}
      {list.data && list.data.length > 0 && (
        <ol className={log.rows} aria-labelledby="seal-blocks">
          {list.data.map((head) => (
            <li key={head.block} className={classes.block}>
              <span className={log.name}>{t('audit.block', { block: number(head.block) })}</span>
              <span className={log.fact}>{t('audit.through', { position: number(head.size) })}</span>
              <time className={log.fact} dateTime={head.sealed_at}>{preciseTime(head.sealed_at, i18n.language, zone)}</time>
              <span className={`${log.fact} ${classes.root}`} title={head.root}>{head.root}</span>
            </li>
          ))}
        </ol>
      )}
      {list.hasNextPage && (
        <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('events.older')}
        </Button>
      )}
    </section>
  )
}
