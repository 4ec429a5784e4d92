import { infiniteQueryOptions, replaceEqualDeep, type InfiniteData } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'
import type { Message, MessageList } from '@/api/types'

const PAGE = 100

/** A conversation's messages, oldest first; its end comes first, what was before it page by page. */
export function messagesQuery(conversationId: string) {
  return infiniteQueryOptions({
    queryKey: keys.messages(conversationId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET('/api/v1/conversations/{id}/messages', {
          params: {
            path: { id: conversationId },
            query: {
              limit: PAGE,
              order: 'newest',
              ...(pageParam === '' ? {} : { cursor: pageParam }),
              ...afterPosition(),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: inOrder,
    // Asked of the pages, and of what `select` makes of them.
    structuralSharing: (before, after) => (Array.isArray(after) ? after : keepMessages(before as Pages | undefined, after as Pages)),
  })
}

type Pages = InfiniteData<MessageList>

/** Messages that did not change stay the same objects, wherever in the pages a new one has moved them. */
export function keepMessages(before: Pages | undefined, after: Pages): Pages {
  const known = new Map(before?.pages.flatMap((page) => page.items).map((one) => [one.id, one]))
  const pages = after.pages.map((page, index) => {
    const items = page.items.map((one) => replaceEqualDeep(known.get(one.id), one))
    const old = before?.pages[index]
    const same = old?.next_cursor === page.next_cursor && old?.items.length === items.length && items.every((one, at) => one === old.items[at])
    return same ? old : { ...page, items }
  })
  const same = before?.pages.length === pages.length && pages.every((page, at) => page === before.pages[at])
  return same ? before : { ...after, pages }
}

export function inOrder(data: InfiniteData<MessageList>): Message[] {
  return data.pages.flatMap((page) => page.items).reverse()
}

/**
 * Whether an answer is awaited: a turn is open, or has ended with a reply that the list does not
 * show yet. (The server's two read models follow the log each at its own pace.)
 */
export function awaitsReply(messages: readonly Message[]): boolean {
  const answered = new Set(messages.filter((one) => one.role === 'steward').map((one) => one.turn_id))
  return messages.some(
    ({ role, turn_id: turnId, turn_status: status }) =>
      role === 'member' &&
      (status === 'running' || status === 'queued' || (status === 'completed' && !answered.has(turnId))),
  )
}
