import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { invitationsQuery } from '@/api/team'
import type { Invitation } from '@/api/types'
import { Failure } from '@/components/failure'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { personName } from '@/lib/person-name'
import { fullTime } from '@/lib/time'
import { rolesUnder, useRenewInvitation, useWithdrawInvitation } from '../api/people'
import classes from './invite.module.css'
import { InviteLink } from './invite-link'

/** Who was invited and has not come yet. */
export function PendingInvitations({ now }: { now: number }) {
  const { t } = useTranslation()
  const invitations = useQuery(invitationsQuery)
  if (invitations.isError) return <Notice tone="danger">{t('people.pendingFailed')}</Notice>
  if (!invitations.data || invitations.data.length === 0) return null
  return (
    <section aria-labelledby="team-invited">
      <h2 id="team-invited" className={page.heading}>{t('people.pending')}</h2>
      <ul className={page.list}>
        {invitations.data.map((invitation) => (
          <li key={invitation.member_id}>
            <Pending invitation={invitation} now={now} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Pending({ invitation, now }: { invitation: Invitation; now: number }) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const renew = useRenewInvitation(invitation.member_id)
  const withdraw = useWithdrawInvitation(invitation.member_id)
  const name = personName(invitation.name, t)
  const expired = Date.parse(invitation.expires_at) <= now
  const time = fullTime(invitation.expires_at, i18n.language, me.tenant.time_zone)
  const facts = [invitation.title, invitation.email, expired ? t('people.expired') : t('people.until', { time })]
  return (
    <article className={classes.pending} aria-label={name}>
      <div className={classes.row}>
        <span className={classes.who}>
          <span className={classes.name}>{name}</span>
          <span className={classes.facts}>{facts.filter((fact) => fact !== null).join(' · ')}</span>
        </span>
        {rolesUnder(me.role).includes(invitation.role) && (
          <span className={classes.buttons}>
            <Button
              variant="light"
              size="compact-md"
              aria-label={t('people.renewOf', { name })}
              loading={renew.isPending}
              onClick={() => renew.mutate()}
            >
              {t('people.renew')}
            </Button>
            <Button
              variant="subtle"
              color="red"
              size="compact-md"
              aria-label={t('people.withdrawOf', { name })}
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate()}
            >
              {t('people.withdraw')}
            </Button>
          </span>
        )}
      </div>
      <Failure error={renew.error ?? withdraw.error} />
      {renew.data && (
        <InviteLink name={name} url={renew.data.url} expiresAt={renew.data.expires_at} email={invitation.email} />
      )}
    </article>
  )
}
