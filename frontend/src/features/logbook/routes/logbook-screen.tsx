import { Autocomplete, Button, Select, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconNotebook } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import { membersQuery } from '@/api/team'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { personName } from '@/lib/person-name'
import { logbookQuery } from '../api/logbook'
import { EntryRow } from '../components/entry-row'
import classes from '../components/logbook.module.css'
import { WriteEntry } from '../components/write-entry'
import type { LogbookSearch } from '../search'

const route = getRouteApi('/app/logbook')

/** What happened, as people and the steward have written it down. */
export function LogbookScreen() {
  const { t } = useTranslation('work')
  const { t: app } = useTranslation()
  const me = useMe()
  const manages = useMayManage()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  // Not for each letter.
  const [asked] = useDebouncedValue(search, 250)
  const list = useInfiniteQuery(logbookQuery(asked))
  const members = useQuery(membersQuery).data ?? []
  const zone = me.tenant.time_zone
  const entries = list.data ?? []
  // Of the latest entries, whatever is filtered.
  const latest = useInfiniteQuery(logbookQuery({})).data ?? []
  const categories = [...new Set(latest.flatMap((one) => one.category ?? []))].sort()
  const filtered = Object.keys(search).length > 0
  const go = (next: LogbookSearch) => void navigate({ search: next, replace: true })
  const { category, by, struck } = search
  const part = {
    category: category === undefined ? {} : { category },
    by: by === undefined ? {} : { by },
    struck: struck === undefined ? {} : { struck },
  }
  return (
    <Page title={t('logbook.title')}>
      <p className={page.text}>{t('logbook.text')}</p>
      <WriteEntry categories={categories} zone={zone} />
      <div className={classes.filters} role="group" aria-label={t('logbook.filter')}>
        <Autocomplete
          label={t('logbook.onlyCategory')}
          data={categories}
          value={category ?? ''}
          onChange={(value) => go({ ...part.by, ...part.struck, ...(value === '' ? {} : { category: value }) })}
          clearable
        />
        <Select
          label={t('logbook.by')}
          placeholder={t('logbook.anybody')}
          data={members.map((one) => ({ value: one.id, label: personName(one.name, app) }))}
          value={by === 'me' ? me.id : (by ?? null)}
          onChange={(id) => go({ ...part.category, ...part.struck, ...(id === null ? {} : { by: id }) })}
          clearable
        />
        <Select
          label={t('logbook.which')}
          data={[
            { value: 'all', label: t('logbook.all') },
            { value: 'standing', label: t('logbook.standing') },
            { value: 'struck', label: t('logbook.struck') },
          ]}
          value={struck === undefined ? 'all' : struck ? 'struck' : 'standing'}
          onChange={(value) => go({ ...part.category, ...part.by, ...(value === 'all' ? {} : { struck: value === 'struck' }) })}
          allowDeselect={false}
        />
      </div>
      {list.isPending && <Skeleton height={72} radius="lg" />}
      {list.isError && <Notice tone="danger">{t('logbook.failed')}</Notice>}
      {list.data?.length === 0 && (
        <EmptyNote icon={IconNotebook} title={t(filtered ? 'logbook.noMatch' : 'logbook.empty')} text={t(filtered ? 'logbook.noMatchText' : 'logbook.emptyText')} />
      )}
      <ul className={page.list}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <EntryRow entry={entry} zone={zone} mayStrike={manages || entry.logged_by.id === me.id} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {app('conversations.more')}
        </Button>
      )}
    </Page>
  )
}
