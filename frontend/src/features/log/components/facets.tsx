import { Button, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { membersQuery } from '@/api/team'
import type { Envelope } from '@/api/types'
import { personName } from '@/lib/person-name'
import { instantOf, LAST_MINUTE, wallTime } from '@/lib/zoned'
import { AGGREGATES } from '../aggregates'
import { facetsOf, type EventsSearch, type Facet } from '../search'
import { shortId } from '../use-actor-words'
import classes from './log.module.css'

/** What narrows the list; numbers are of the events that are loaded. */
export function FacetBar({ search, events }: { search: EventsSearch; events: readonly Envelope[] }) {
  const { t } = useTranslation('log')
  const { t: common } = useTranslation()
  const navigate = useNavigate()
  const zone = useMe().tenant.time_zone
  const members = useQuery(membersQuery).data ?? []
  const set = (change: Partial<Record<Facet, string | undefined>>) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...change, open: undefined, with: undefined }), replace: true })
  const counts = countsOf(events)
  const actors = [
    { value: 'steward', label: t('actors.steward') },
    ...members.map((one) => ({ value: `member:${one.id}`, label: personName(one.name, common) })),
  ]
  if (search.actor !== undefined && !actors.some((one) => one.value === search.actor)) {
    actors.push({ value: search.actor, label: search.actor })
  }

  return (
    <form className={classes.bar} role="search" aria-label={t('facets.label')} onSubmit={(event) => event.preventDefault()}>
      <TagsInput
        classNames={{ inputField: classes.tag ?? '' }}
        label={t('facets.type')}
        data={[...counts.types.keys()].sort()}
        renderOption={({ option }) => `${option.value} · ${counts.types.get(option.value) ?? 0}`}
        value={search.type?.split(',') ?? []}
        onChange={(values) => set({ type: values.length === 0 ? undefined : values.join(',') })}
        placeholder={search.type === undefined ? t('facets.any') : ''}
        clearable
        clearButtonProps={{ 'aria-label': t('facets.clear') }}
      />
      <Select
        label={t('facets.aggregate')}
        data={[...AGGREGATES]}
        renderOption={({ option }) => `${option.value} · ${counts.aggregates.get(option.value) ?? 0}`}
        value={search.aggregate ?? null}
        onChange={(value) => set({ aggregate: value ?? undefined })}
        placeholder={t('facets.any')}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': t('facets.clear') }}
      />
      <Select
        label={t('facets.actor')}
        data={actors}
        value={search.actor ?? null}
        onChange={(value) => set({ actor: value ?? undefined })}
        placeholder={t('facets.any')}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': t('facets.clear') }}
      />
      <TextInput
        type="datetime-local"
        max={LAST_MINUTE}
        label={t('facets.since')}
        value={search.since === undefined ? '' : wallTime(search.since, zone)}
        onChange={(event) => set({ since: instantOf(event.currentTarget.value, zone) })}
      />
      <TextInput
        type="datetime-local"
        max={LAST_MINUTE}
        label={t('facets.until')}
        value={search.until === undefined ? '' : wallTime(search.until, zone)}
        onChange={(event) => set({ until: instantOf(event.currentTarget.value, zone) })}
      />
    </form>
  )
}

/** Whether new events appear as they happen. */
export function LiveSwitch({ search }: { search: EventsSearch }) {
  const { t } = useTranslation('log')
  const navigate = useNavigate()
  return (
    <Switch
      label={t('facets.live')}
      checked={search.live === true}
      onChange={(event) => {
        const live = event.currentTarget.checked ? true : undefined
        void navigate({ to: '.', search: (before) => ({ ...before, live }), replace: true })
      }}
    />
  )
}

/** What only a link can set, and the way back to everything. */
export function FacetPills({ search }: { search: EventsSearch }) {
  const { t } = useTranslation('log')
  const navigate = useNavigate()
  const drop = (...names: Facet[]) =>
    void navigate({
      to: '.',
      search: (before) => ({ ...before, ...Object.fromEntries(names.map((name) => [name, undefined])) }),
      replace: true,
    })
  const set = Object.keys(facetsOf(search)) as Facet[]
  const pills = (['stream', 'story'] as const).filter((name) => search[name] !== undefined)
  if (set.length === 0) return null
  return (
    <ul className={classes.pills}>
      {pills.map((name) => (
        <li key={name}>
          <Button
            size="compact-sm"
            variant="light"
            rightSection={<IconX size={14} aria-hidden />}
            aria-label={t(`facets.drop.${name}`, { id: shortId(search[name] ?? '') })}
            onClick={() => drop(name)}
          >
            {t(`facets.${name}`, { id: shortId(search[name] ?? '') })}
          </Button>
        </li>
      ))}
      <li>
        <Button size="compact-sm" variant="subtle" onClick={() => drop(...set)}>
          {t('facets.all')}
        </Button>
      </li>
    </ul>
  )
}

function countsOf(events: readonly Envelope[]) {
  const types = new Map<string, number>()
  const aggregates = new Map<string, number>()
  for (const { event, stream } of events) {
    types.set(event, (types.get(event) ?? 0) + 1)
    aggregates.set(stream.type, (aggregates.get(stream.type) ?? 0) + 1)
  }
  return { types, aggregates }
}
