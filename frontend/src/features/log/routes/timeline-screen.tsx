import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconTimelineEvent } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/notice'
import { EmptyNote } from '@/components/empty-note'
import { streamQuery } from '../api/events'
import { LogPage } from '../components/log-page'
import { StreamStates } from '../components/stream-states'

const route = getRouteApi('/app/log/timeline')

/** How something came to be as it is: its state after each of its events, and what each changed. */
export function TimelineScreen() {
  const { t } = useTranslation('log')
  const { type, stream } = route.useSearch()
  return (
    <LogPage title={t('timeline.title')} lead={t('timeline.lead')}>
      {type === undefined || stream === undefined ? (
        <EmptyNote icon={IconTimelineEvent} title={t('timeline.none')} text={t('timeline.noneText')} />
      ) : (
        <OfStream key={stream} type={type} id={stream} />
      )}
    </LogPage>
  )
}

function OfStream({ type, id }: { type: string; id: string }) {
  const { t } = useTranslation('log')
  const { at, with: other } = route.useSearch()
  const stream = useQuery(streamQuery(type, id))
  return (
    <>
      {stream.isPending && <Skeleton height={300} radius="lg" />}
      {stream.isError && <Notice tone="danger">{t('stream.failed')}</Notice>}
      {stream.data?.cut && <Notice tone="warn">{t('timeline.cut', { count: stream.data.items.length })}</Notice>}
      {stream.data && <StreamStates type={type} id={id} events={stream.data.items} at={at} other={other} />}
    </>
  )
}
