import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconKey } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { ApiKey } from '@/api/types'
import { Failure } from '@/components/failure'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import rows from '@/components/rows.module.css'
import { scopeWords } from '@/components/scope-words'
import { fullTime, relativeTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { apiKeysQuery, useRevokeKey } from '../api/account'
import classes from './account.module.css'
import { MakeKey } from './make-key'

/** Keys with which programs act as the member. */
export function ApiKeys() {
  const { t } = useTranslation()
  const list = useQuery(apiKeysQuery)
  return (
    <section className={classes.section} aria-labelledby="account-keys">
      <h2 id="account-keys" className={page.heading}>{t('account.keys')}</h2>
      <p className={classes.text}>{t('account.keysText')}</p>
      <MakeKey />
      {list.isPending && <Skeleton height={72} radius="lg" mt="sm" />}
      {list.isError && <Notice tone="danger">{t('account.keysFailed')}</Notice>}
      {list.data?.length === 0 && <p className={page.text}>{t('account.noKeys')}</p>}
      <ul className={`${page.list} ${classes.after}`}>
        {list.data?.map((one) => (
          <li key={one.id}>
            <Key of={one} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Key({ of }: { of: ApiKey }) {
  const { t, i18n } = useTranslation()
  const zone = useMe().tenant.time_zone
  const now = useNow()
  const revoke = useRevokeKey(of.id)
  const expired = Date.parse(of.expires_at) <= now
  const good = of.revoked_at === null && !expired
  const facts = [
    of.prefix + '…',
    good ? t('account.keyUntil', { when: fullTime(of.expires_at, i18n.language, zone) }) : null,
    of.last_used_at === null
      ? t('account.keyUnused')
      : t('account.keyUsed', { when: relativeTime(of.last_used_at, now, i18n.language) }),
  ]
  return (
    <article className={rows.row} aria-label={of.name}>
      <span className={rows.icon}>
        <IconKey size={20} stroke={1.6} aria-hidden />
      </span>
      <div className={rows.body}>
        <span className={rows.name}>
          {of.name}
          {!good && (
            <span className={rows.badge} data-tone="danger">
              {t(of.revoked_at === null ? 'account.keyExpired' : 'account.keyRevoked')}
            </span>
          )}
        </span>
        <span className={rows.facts}>{of.scopes.map((scope) => scopeWords(scope, t)).join(', ')}</span>
        <span className={rows.facts}>{facts.filter((fact) => fact !== null).join(' · ')}</span>
      </div>
      {good && (
        <Button
          variant="subtle"
          color="red"
          aria-label={t('account.revokeOf', { name: of.name })}
          loading={revoke.isPending}
          onClick={() => revoke.mutate()}
        >
          {t('account.revoke')}
        </Button>
      )}
      {revoke.isError && <div className={rows.whole}><Failure error={revoke.error} /></div>}
    </article>
  )
}
