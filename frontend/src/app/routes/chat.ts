import { createRoute } from '@tanstack/react-router'
import { ChatScreen } from '@/features/chat/routes/chat-screen'
import { NewChatScreen } from '@/features/chat/routes/new-chat-screen'
import { chatSearch } from '../search'
import { app } from './root'

const newChat = createRoute({ getParentRoute: () => app, path: '/', component: NewChatScreen })

const chat = createRoute({
  getParentRoute: () => app,
  path: '/c/$conversationId',
  validateSearch: chatSearch,
  component: ChatScreen,
})

/** What is said with the steward. */
export const chatRoutes = [newChat, chat] as const
