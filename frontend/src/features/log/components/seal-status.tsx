import { CopyButton, Skeleton, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { preciseTime, relativeTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { sealKeyQuery, sealQuery } from '../api/audit'
import { useNumbers } from '../use-numbers'
import classes from './console.module.css'

/** How far the log is sealed, in figures, and the key that outsiders verify with. */
export function SealStatus() {
  const { t, i18n } = useTranslation('log')
  const zone = useMe().tenant.time_zone
  const number = useNumbers()
  const now = useNow()
  const seal = useQuery(sealQuery)
  const key = useQuery(sealKeyQuery)
  if (seal.isPending) return <Skeleton height={252} radius="lg" />
  if (seal.isError) return <Notice tone="danger">{t('audit.failed')}</Notice>
  const { head, sealed, window, log_id: id } = seal.data
  return (
    <section aria-labelledby="seal-status">
      <h2 id="seal-status" className={page.heading}>{t('audit.status')}</h2>
      <dl className={classes.tiles}>
        <div>
          <dt>{t('audit.sealed')}</dt>
          <dd className={classes.figure}>{number(sealed?.position ?? 0)}</dd>
          <dd className={classes.under}>{t('audit.ofHead', { head: number(head.position) })}</dd>
        </div>
        <div>
          <dt>{t('audit.tail')}</dt>
          <dd className={classes.figure}>{number(window.events)}</dd>
          <dd className={classes.under}>
            {window.oldest_at === null
              ? t('audit.noTail')
              : t('audit.oldest', { when: relativeTime(window.oldest_at, now, i18n.language) })}
          </dd>
        </div>
        <div>
          <dt>{t('audit.blocks')}</dt>
          <dd className={classes.figure}>{number(sealed?.block ?? 0)}</dd>
          <dd className={classes.under}>
            {sealed ? t('audit.last', { when: preciseTime(sealed.sealed_at, i18n.language, zone) }) : t('audit.noBlock')}
          </dd>
        </div>
      </dl>
      <dl className={classes.facts}>
        <dt>{t('audit.key')}</dt>
        <dd>{key.data?.public_key == null ? t('audit.noKey') : <Hex value={key.data.public_key} label={t('audit.copyKey')} />}</dd>
        {key.data?.former.map((one) => [<dt key={`${one}-t`}>{t('audit.formerKey')}</dt>, <dd key={one}><Hex value={one} label={t('audit.copyKey')} /></dd>])}
        <dt>{t('audit.root')}</dt>
        <dd>{sealed ? <Hex value={sealed.root} label={t('audit.copyRoot')} /> : '—'}</dd>
        <dt>{t('audit.log')}</dt>
        <dd className={classes.mono}>{id}</dd>
      </dl>
      <p className={page.text}>{t('audit.keyText')}</p>
    </section>
  )
}

function Hex({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation('log')
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <span className={classes.hex}>
          <span className={classes.mono}>{value}</span>
          <UnstyledButton className={classes.copy} aria-label={label} onClick={copy}>
            {copied ? t('audit.copied') : t('audit.copy')}
          </UnstyledButton>
        </span>
      )}
    </CopyButton>
  )
}
