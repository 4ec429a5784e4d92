import { Button, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconArchive, IconArrowLeft } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchField } from '@/components/search-field'
import { useNow } from '@/lib/use-now'
import { conversationsQuery } from '@/api/conversations'
import { FEWEST_LETTERS } from '../api/search'
import { ConversationLink } from './conversation-link'
import classes from './conversation-list.module.css'

const FoundMessages = lazy(() => import('./found-messages').then((m) => ({ default: m.FoundMessages })))

/** A key press is not a question yet. */
const PAUSE_MS = 200

/**
 * All conversations, those put away behind a switch; what is typed filters their titles and
 * finds what was said in them. `onOpen` closes the drawer on phones.
 */
export function ConversationList({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation()
  const [filter, setFilter] = useState('')
  const [archived, setArchived] = useState(false)
  const now = useNow()
  const list = useInfiniteQuery(conversationsQuery(archived))
  const wanted = filter.trim().toLocaleLowerCase()
  const [asked] = useDebouncedValue(wanted, PAUSE_MS)
  const searching = asked.length >= FEWEST_LETTERS && wanted.length >= FEWEST_LETTERS
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
      <div className={classes.scroller}>
        {archived && <h3 className={classes.heading}>{t('conversations.archived')}</h3>}
        <ul className={classes.list}>
          {shown.map((conversation) => (
            <li key={conversation.id}>
              <ConversationLink conversation={conversation} now={now} onOpen={onOpen} />
            </li>
          ))}
        </ul>
        {list.isSuccess && shown.length === 0 && !searching && (
          <p className={classes.note}>
            {wanted
              ? t('conversations.noMatch', { query: filter.trim() })
              : t(archived ? 'conversations.noneArchived' : 'conversations.empty')}
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
        {searching && (
          <Suspense>
            <FoundMessages query={asked} now={now} onOpen={onOpen} />
          </Suspense>
        )}
      </div>
      <button type="button" className={classes.switch} aria-pressed={archived} onClick={() => setArchived(!archived)}>
        {archived ? <IconArrowLeft size={15} stroke={1.8} aria-hidden /> : <IconArchive size={15} stroke={1.8} aria-hidden />}
        {t(archived ? 'conversations.backToAll' : 'conversations.archived')}
      </button>
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
