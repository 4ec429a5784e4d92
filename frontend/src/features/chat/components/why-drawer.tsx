import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/api/types'
import { Notice } from '@/components/notice'
import { SideDrawer } from '@/components/side-drawer'
import { turnQuery } from '../api/turn'
import { WhyDetails } from './why-details'
import { WhyFacts } from './why-facts'
import { WhyPassages } from './why-passages'
import { WhyPlain } from './why-plain'
import { WhyRoster } from './why-roster'

interface Props {
  turnId: string
  messages: readonly Message[]
}

/** Why this answer: first in plain words, then everything that was recorded. */
export function WhyDrawer({ turnId, messages }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const turn = useQuery(turnQuery(turnId))
  const reply = messages.find((one) => one.role === 'steward' && one.turn_id === turnId)
  const close = () => void navigate({ to: '.', search: (before) => ({ ...before, why: undefined }) })
  return (
    <SideDrawer title={t('why.title')} onClose={close}>
      {turn.isPending && <Skeleton height={160} radius="lg" />}
      {turn.isError && <Notice tone="danger">{t('why.failed')}</Notice>}
      {turn.data && (
        <>
          <WhyPlain turn={turn.data} />
          <WhyPassages chunks={turn.data.context?.chunks ?? []} citations={reply?.citations ?? []} />
          <WhyRoster shifts={turn.data.context?.shifts ?? []} />
          <WhyFacts facts={turn.data.context?.facts ?? []} />
          <WhyDetails turn={turn.data} />
        </>
      )}
    </SideDrawer>
  )
}
