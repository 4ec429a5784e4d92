import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/api/problem'
import { Notice } from '@/components/notice'
import { useSecret } from '@/lib/secret-fragment'
import { invitationQuery } from '../api/join'
import { EntryFrame } from '../components/entry-frame'
import { EntryNote } from '../components/entry-note'
import { JoinForm } from '../components/join-form'

/** Somebody follows the link of an invitation. */
export function JoinScreen() {
  const { t } = useTranslation()
  const token = useSecret()
  const invitation = useQuery(invitationQuery(token))
  const gone = token === '' || (invitation.error instanceof Problem && invitation.error.status < 500 && invitation.error.status !== 429)
  return (
    <EntryFrame title={invitation.data ? t('join.title', { tenant: invitation.data.tenant.name }) : t('join.titlePlain')}>
      {gone && (
        <EntryNote title={t('join.gone')} text={t('join.goneText')}>
          <Button component={Link} to="/sign-in" variant="light">
            {t('forgot.back')}
          </Button>
        </EntryNote>
      )}
      {!gone && invitation.isPending && <Skeleton height={320} radius="lg" />}
      {!gone && invitation.isError && (
        <Notice
          tone="danger"
          action={
            <Button size="compact-sm" variant="white" color="dark" onClick={() => void invitation.refetch()}>
              {t('app.retry')}
            </Button>
          }
        >
          {t('join.unreachable')}
        </Notice>
      )}
      {invitation.data && <JoinForm token={token} invitation={invitation.data} />}
    </EntryFrame>
  )
}
