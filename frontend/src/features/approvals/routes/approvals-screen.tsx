import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconHourglass } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { waitingQuery } from '@/api/actions'
import { ActionCard } from '@/components/actions/action-card'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'

/** Everything that waits for one's decision, wherever it was asked for. */
export function ApprovalsScreen() {
  const { t } = useTranslation('work')
  const list = useQuery(waitingQuery)
  return (
    <Page title={t('approvals.title')}>
      <p className={page.text}>{t('approvals.text')}</p>
      {list.isPending && <Skeleton height={160} radius="lg" />}
      {list.isError && <Notice tone="danger">{t('approvals.failed')}</Notice>}
      {list.data?.length === 0 && (
        <EmptyNote icon={IconHourglass} title={t('approvals.empty')} text={t('approvals.emptyText')} />
      )}
      <ul className={page.list}>
        {list.data?.map((action) => (
          <li key={action.id}>
            <ActionCard action={action} />
            <Link to="/c/$conversationId" params={{ conversationId: action.conversation_id }}>
              {t('approvals.conversation')}
            </Link>
          </li>
        ))}
      </ul>
    </Page>
  )
}
