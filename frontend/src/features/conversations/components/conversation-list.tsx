import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchField } from '@/components/search-field'
import { useNow } from '@/lib/use-now'
import { conversationsQuery } from '@/api/conversations'
import { ConversationLink } from './conversation-link'
import classes from './conversation-list.module.css'

/** All conversations with a filter over titles; `onOpen` closes the drawer on phones. */
export function ConversationList({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation()
  const [filter, setFilter] = useState('')
  const now = useNow()
  const list = useInfiniteQuery(conversationsQuery)
  const wanted = filter.trim().toLocaleLowerCase()
  const shown = list.data?.filter((one) => (one.title ?? '').toLocaleLowerCase().includes(wanted)) ?? []

  return (
    <nav className={classes.nav} aria-label={t('conversations.title')}>
      <SearchField value={filter} onChange={setFilter} label={t('conversations.search')} />
      {list.isPending && <Waiting />}
      {list.isError && (
        <div className={classes.note} role="alert">
          {t('conversations.failed')}
          <Button variant="subtle" size="compact-sm" onClick={() => void list.refetch()}>
            {t('app.retry')}
          </Button>
        </div>
      )}
      <ul className={classes.list}>
        {shown.map((conversation) => (
          <li key={conversation.id}>
            <ConversationLink conversation={conversation} now={now} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {list.isSuccess && shown.length === 0 && (
        <p className={classes.note}>
          {wanted ? t('conversations.noMatch', { query: filter.trim() }) : t('conversations.empty')}
        </p>
      )}
      {list.hasNextPage && (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('conversations.more')}
        </Button>
      )}
    </nav>
  )
}

function Waiting() {
  const { t } = useTranslation()
  return (
    <div className={classes.waiting} role="status" aria-label={t('app.loading')}>
      {[68, 84, 52, 76].map((width) => (
        <div key={width} className={classes.bone}>
          <Skeleton height={12} width={`${width}%`} />
          <Skeleton height={9} width="90%" mt={9} />
        </div>
      ))}
    </div>
  )
}
