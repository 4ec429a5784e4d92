import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { plainText } from '@/lib/plain-text'
import { relativeTime } from '@/lib/time'
import { foundMessagesQuery } from '../api/search'
import { Marked } from './marked'
import link from './conversation-link.module.css'
import classes from './conversation-list.module.css'

interface Props {
  query: string
  now: number
  onOpen: () => void
}

/** Messages with the words that were typed; each leads to its place. */
export function FoundMessages({ query, now, onOpen }: Props) {
  const { t, i18n } = useTranslation()
  const found = useInfiniteQuery(foundMessagesQuery(query))
  const words = query.split(/\s+/)

  return (
    <section aria-label={t('conversations.found')}>
      <h3 className={classes.heading}>{t('conversations.found')}</h3>
      {found.isError && (
        <p className={classes.note} role="alert">
          {t('conversations.searchFailed')}
          <Button variant="subtle" size="compact-sm" onClick={() => void found.refetch()}>
            {t('app.retry')}
          </Button>
        </p>
      )}
      <ul className={classes.found} aria-busy={found.isFetching}>
        {found.data?.map((one) => (
          <li key={one.message_id}>
            <Link
              to="/c/$conversationId"
              params={{ conversationId: one.conversation_id }}
              search={{ message: one.message_id }}
              className={link.link}
              onClick={onOpen}
            >
              <span className={link.title}>{one.conversation_title ?? t('conversations.untitled')}</span>
              <time className={link.time} dateTime={one.created_at}>
                {relativeTime(one.created_at, now, i18n.language)}
              </time>
              <span className={classes.excerpt}>
                <Marked text={plainText(one.excerpt)} words={words} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {found.isSuccess && found.data.length === 0 && (
        <p className={classes.note}>{t('conversations.foundNothing')}</p>
      )}
      {found.hasNextPage && (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('conversations.more')}
        </Button>
      )}
    </section>
  )
}
