import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { conversationQuery, conversationsQuery } from '@/api/conversations'
import { Problem } from '@/api/problem'
import { ScreenHeader } from '@/components/screen-header'
import { Composing } from '../api/composing'
import { useTimeline } from '../api/use-timeline'
import { Composer } from '../components/composer'
import { ConversationOptions } from '../components/conversation-options'
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
  // What was awaited is drawn in slices, so that one can write meanwhile.
  const waiting = useDeferredValue(query.isPending && rows.length === 0)
  const conversation = useConversation(conversationId)
  const title = conversation?.title ?? undefined
  const { openTurnId, send, stop, stopping } = useConversationCommands(conversationId, rows)

  const [proposed, setProposed] = useState<{ text: string }>()
  const compose = useCallback((text: string) => setProposed({ text }), [])
  const lastSaid = messages.findLast((one) => one.role === 'member')?.text ?? undefined

  return (
    <div className={classes.screen}>
      <ScreenHeader title={title ?? t('conversations.untitled')}>
        <ModelBadge />
        <ConversationOptions conversationId={conversationId} title={title} archived={conversation?.archived ?? false} />
      </ScreenHeader>
      {conversation?.archived && <p className={classes.away}>{t('conversations.isArchived')}</p>}
      <Composing value={compose}>
        {waiting ? (
          <HistorySkeleton />
        ) : query.isError && messages.length === 0 ? (
          <LoadError error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <History
            rows={rows}
            conversationId={conversationId}
            busy={openTurnId !== undefined}
            earlier={earlier}
            message={search.message}
          />
        )}
      </Composing>
      <Composer
        place={conversationId}
        onSend={send}
        onStop={stop}
        answering={openTurnId !== undefined}
        stopping={stopping}
        proposed={proposed}
        lastSaid={lastSaid}
      />
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

/** As the list beside knows it; one that was put away is asked for. */
function useConversation(conversationId: string) {
  const list = useInfiniteQuery(conversationsQuery(false))
  const listed = list.data?.find((one) => one.id === conversationId)
  const alone = useQuery({ ...conversationQuery(conversationId), enabled: list.isSuccess && !listed })
  return listed ?? alone.data
}
