import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconTimelineEvent } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { storyQuery } from '../api/events'
import { EventDrawer } from '../components/event-drawer'
import { LogPage } from '../components/log-page'
import { StoryGraph } from '../components/story-graph'
import { stepsOf } from '../story'

const route = getRouteApi('/app/log/story/$story')

/** Everything that came of one message or command, and what led to what. */
export function StoryScreen() {
  const { t } = useTranslation('log')
  const { story } = route.useParams()
  const { open, with: other } = route.useSearch()
  const events = useQuery(storyQuery(story))
  return (
    <LogPage title={t('story.title')} lead={t('story.lead')}>
      {events.isPending && <Skeleton height={300} radius="lg" />}
      {events.isError && <Notice tone="danger">{t('story.failed')}</Notice>}
      {events.data?.cut && <Notice tone="warn">{t('story.cut', { count: events.data.items.length })}</Notice>}
      {events.data?.items.length === 0 && (
        <EmptyNote icon={IconTimelineEvent} title={t('story.empty')} text={t('story.emptyText')} />
      )}
      {events.data && events.data.items.length > 0 && <StoryGraph steps={stepsOf(events.data.items)} open={open} />}
      {open !== undefined && <EventDrawer key={open} position={open} other={other} />}
    </LogPage>
  )
}
