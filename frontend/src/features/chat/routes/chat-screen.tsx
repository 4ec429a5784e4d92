import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { conversationsQuery } from '@/api/conversations'
import { Problem } from '@/api/problem'
import { ScreenHeader } from '@/components/screen-header'
import { useTimeline } from '../api/use-timeline'
import { Composer } from '../components/composer'
import { History } from '../components/history'
import { HistorySkeleton } from '../components/history-skeleton'
import { ModelBadge } from '../components/model-badge'
import { useConversationCommands } from '../api/use-conversation-commands'
import classes from './chat-screen.module.css'

const SourceDrawer = lazy(() => import('../components/source-drawer').then((m) => ({ default: m.SourceDrawer })))
const WhyDrawer = lazy(() => import('../components/why-drawer').then((m) => ({ default: m.WhyDrawer })))
const route = getRouteApi('/app/c/$conversationId')

export function ChatScreen() {
  const { conversationId } = route.useParams()
  return <Chat key={conversationId} conversationId={conversationId} />
}

function Chat({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation()
  const search = route.useSearch()
  const { query, messages, rows, earlier } = useTimeline(conversationId)
  const title = useConversationTitle(conversationId)
  const { openTurnId, send, stop, stopping } = useConversationCommands(conversationId, rows)

  return (
    <div className={classes.screen}>
      <ScreenHeader title={title ?? t('conversations.untitled')}>
        <ModelBadge />
      </ScreenHeader>
      {query.isPending && rows.length === 0 ? (
        <HistorySkeleton />
      ) : query.isError && messages.length === 0 ? (
        <LoadError error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <History rows={rows} conversationId={conversationId} busy={openTurnId !== undefined} earlier={earlier} />
      )}
      <Composer place={conversationId} onSend={send} onStop={stop} answering={openTurnId !== undefined} stopping={stopping} />
      <Suspense>
        {search.source !== undefined && (
          <SourceDrawer documentId={search.source} version={search.version} chunkId={search.chunk} />
        )}
        {search.why !== undefined && <WhyDrawer turnId={search.why} messages={messages} />}
      </Suspense>
    </div>
  )
}

function LoadError({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation()
  const missing = error instanceof Problem && error.status === 404
  return (
    <div className={classes.error} role="alert">
      <p>{missing ? t('chat.notFound') : t('chat.loadFailed')}</p>
      {!missing && (
        <Button variant="light" onClick={onRetry}>
          {t('app.retry')}
        </Button>
      )}
    </div>
  )
}

/** The title as the list beside knows it; a new conversation has none until its first message. */
function useConversationTitle(conversationId: string): string | undefined {
  const { data } = useInfiniteQuery(conversationsQuery)
  return data?.find((one) => one.id === conversationId)?.title ?? undefined
}
