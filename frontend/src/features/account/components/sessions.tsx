import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { endSession } from '@/api/session'
import type { SignedInSession } from '@/api/types'
import { Failure } from '@/components/failure'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import rows from '@/components/rows.module.css'
import { fullTime, relativeTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { sessionsQuery, useEndAllSessions, useEndOtherSessions, useEndSession } from '../api/account'
import classes from './account.module.css'

/** Where the member is signed in, and signing out there. */
export function Sessions() {
  const { t } = useTranslation()
  const sessions = useQuery(sessionsQuery)
  const others = useEndOtherSessions()
  const all = useEndAllSessions()
  return (
    <section className={classes.section} aria-labelledby="account-sessions">
      <h2 id="account-sessions" className={page.heading}>{t('account.sessions')}</h2>
      {sessions.isPending && <Skeleton height={72} radius="lg" />}
      {sessions.isError && <Notice tone="danger">{t('account.sessionsFailed')}</Notice>}
      <ul className={page.list}>
        {sessions.data?.map((session) => (
          <li key={session.id}>
            <Session session={session} />
          </li>
        ))}
      </ul>
      <Failure error={others.error ?? all.error} />
      <div className={`${classes.buttons} ${classes.after}`}>
        <span className={rows.body} role="status">
          {others.isSuccess && t('account.othersEnded')}
        </span>
        {(sessions.data?.length ?? 0) > 1 && (
          <Button variant="light" loading={others.isPending} onClick={() => others.mutate()}>
            {t('account.endOthers')}
          </Button>
        )}
        <Button
          variant="default"
          loading={all.isPending}
          onClick={() => all.mutate(undefined, { onSuccess: () => endSession() })}
        >
          {t('account.endAll')}
        </Button>
      </div>
    </section>
  )
}

const PHONE = /android|iphone|ipad|mobile/i

function Session({ session }: { session: SignedInSession }) {
  const { t, i18n } = useTranslation()
  const zone = useMe().tenant.time_zone
  const now = useNow()
  const end = useEndSession(session.id)
  const device = session.device ?? t('account.unknownDevice')
  const seen = relativeTime(session.last_seen_at, now, i18n.language)
  const Glyph = PHONE.test(device) ? IconDeviceMobile : IconDeviceDesktop
  return (
    <article className={rows.row} aria-label={device}>
      <span className={rows.icon}>
        <Glyph size={20} stroke={1.6} aria-hidden />
      </span>
      <div className={rows.body}>
        <span className={rows.name}>
          {device}
          {session.current && <span className={rows.badge}>{t('account.thisOne')}</span>}
        </span>
        <span className={rows.facts}>
          {t('account.seen', { when: seen })} · {t('account.since', { when: fullTime(session.created_at, i18n.language, zone) })}
        </span>
      </div>
      {!session.current && (
        <Button
          variant="subtle"
          color="red"
          aria-label={t('account.endOf', { device, when: seen })}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          {t('account.end')}
        </Button>
      )}
      {end.isError && <div className={rows.whole}><Failure error={end.error} /></div>}
    </article>
  )
}
