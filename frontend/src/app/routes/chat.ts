import { createRoute } from '@tanstack/react-router'
import { queryClient } from '@/api/query-client'
import { messagesQuery } from '@/features/chat/api/messages'
import { loadMarkdown } from '@/features/chat/components/markdown'
import { ChatScreen } from '@/features/chat/routes/chat-screen'
import { NewChatScreen } from '@/features/chat/routes/new-chat-screen'
import { chatSearch } from '../search'
import { app } from './root'

const newChat = createRoute({ getParentRoute: () => app, path: '/', component: NewChatScreen })

const chat = createRoute({
  getParentRoute: () => app,
  path: '/c/$conversationId',
  validateSearch: chatSearch,
  // Asked for beside who is signed in, not after it.
  loader: ({ params }) => {
    queryClient.infiniteQuery(messagesQuery(params.conversationId)).catch(() => undefined)
    void loadMarkdown()
  },
  component: ChatScreen,
})

/** What is said with the steward. */
export const chatRoutes = [newChat, chat] as const
