import { Button, Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import { useMoveShift, type ShiftWish } from '@/api/shifts'
import { membersQuery } from '@/api/team'
import type { Shift } from '@/api/types'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { ChangeShift } from '@/components/shifts/change-shift'
import { inTheWay } from '@/components/shifts/shift-draft'
import { ShiftFailure } from '@/components/shifts/shift-failure'
import { personName } from '@/lib/person-name'
import { periodTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { daysAfter, wallTime } from '@/lib/zoned'
import { rosterQuery } from '../api/roster'
import { CalendarDrawer } from '../components/calendar-drawer'
import { DayLine } from '../components/day-line'
import { DayLists } from '../components/day-lists'
import { PlanShift } from '../components/plan-shift'
import classes from '../components/roster.module.css'
import { SwapShift } from '../components/swap-shift'
import { Toolbar } from '../components/toolbar'
import { WeekGrid } from '../components/week-grid'
import { peopleOf } from '../people'
import type { RosterSearch } from '../search'
import { useShiftMove } from '../use-shift-move'
import { dayOf, daysFrom, firstWeekday, spanOf, weekStart, wishAt, type Place } from '../week'

const route = getRouteApi('/app/roster')

/** What lies over the roster. */
type Open = { kind: 'add'; place: Partial<Place> } | { kind: 'change'; shift: Shift } | { kind: 'calendar' }

/** Who works when, by the week or the day, on the clocks of the business. */
export function RosterScreen() {
  const { t, i18n } = useTranslation('work')
  const { t: app } = useTranslation()
  const me = useMe()
  const mayPlan = useMayManage()
  const now = useNow()
  const wide = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false })
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const zone = me.tenant.time_zone
  const today = wallTime(now, zone).slice(0, 10)
  const week = search.view !== 'day'
  const chosen = search.day ?? today
  const days = week ? daysFrom(weekStart(chosen, firstWeekday(i18n.language)), 7) : [chosen]
  const [first = chosen, last = chosen] = [days[0], days.at(-1)]

  const members = useQuery(membersQuery)
  const list = useQuery(rosterQuery(first, days.length, zone))
  const move = useMoveShift()
  const [open, setOpen] = useState<Open>()
  const [said, setSaid] = useState('')
  const [done, setDone] = useState<string>()

  const all = list.data ?? []
  const span = spanOf(first, days.length, zone)
  const touches = (one: Shift) => Date.parse(one.ends_at) > Date.parse(span.from) && Date.parse(one.starts_at) < Date.parse(span.to)
  const own = (one: Shift) => search.mine !== true || one.member.id === me.id
  const shown = all.filter((one) => own(one) && (week ? days.includes(dayOf(one, zone)) : touches(one)))
  const known = members.data ?? []
  const people = peopleOf(known, shown, app).filter((one) => search.mine !== true || one.id === me.id)
  const roles = [...new Set(all.map((one) => one.role))].sort()
  const nameOf = (id: string) => personName(known.find((one) => one.id === id)?.name ?? null, app)
  const wordsOf = (wish: ShiftWish) =>
    `${nameOf(wish.member_id)}, ${periodTime(wish.starts_at, wish.ends_at, i18n.language, zone)}`

  const moving = useShiftMove({
    zone,
    days,
    people: wide ? people.map((one) => one.id) : [],
    onMove: moveTo,
    onSay: (what, { shift, member, day }) => {
      const wish = wishAt(shift, { member, day }, zone)
      if (wish) setSaid(t(`roster.say.${what}`, { shift: wordsOf(wish) }))
    },
  })

  function moveTo(shift: Shift, place: Place) {
    const wish = wishAt(shift, place, zone)
    if (wish === undefined || move.isPending) return
    setDone(undefined)
    const name = known.find((one) => one.id === place.member)?.name ?? null
    move.mutate({ shift, wish, name }, { onSuccess: () => setDone(t('roster.moved', { shift: wordsOf(wish) })) })
  }

  function takeBack() {
    if (!move.variables || !move.data) return
    const { shift, wish } = move.variables
    const { member, starts_at, ends_at, role } = shift
    setDone(undefined)
    move.mutate(
      { shift: { ...shift, ...wish, version: move.data.version }, wish: { member_id: member.id, role, starts_at, ends_at }, name: member.name },
      { onSuccess: () => setSaid(t('roster.takenBack')) },
    )
  }

  const go = (part: RosterSearch) => void navigate({ search: part })
  const view: RosterSearch = { ...(week ? {} : { view: 'day' as const }), ...(search.mine ? { mine: true } : {}) }
  const dayPart: RosterSearch = search.day ? { day: search.day } : {}
  const close = () => setOpen(undefined)
  const obstacle = move.isError && move.variables ? inTheWay(move.variables.wish, all, move.variables.shift)?.id : undefined
  const actions = mayPlan
    ? {
        move: moving,
        onOpen: (shift: Shift) => setOpen({ kind: 'change', shift }),
        pending: move.isPending ? move.variables.shift.id : undefined,
        inTheWay: obstacle,
      }
    : undefined
  const frame = { shifts: shown, zone, now, actions }

  return (
    <div className={classes.wide}>
      <Page title={t('roster.title')}>
        <p className={page.text}>{t(mayPlan ? 'roster.textManage' : 'roster.text', { zone: zone.replaceAll('_', ' ') })}</p>
        <Toolbar
          {...{ days, search, mayPlan }}
          onStep={(by) => go({ ...view, day: daysAfter(first, by * days.length) })}
          onToday={() => go(view)}
          onMine={(mine) => go({ ...dayPart, ...(week ? {} : { view: 'day' }), ...(mine ? { mine } : {}) })}
          onView={(kind) => go({ ...dayPart, ...(kind === 'day' ? { view: 'day' } : {}), ...(search.mine ? { mine: true } : {}) })}
          onAdd={() => setOpen({ kind: 'add', place: search.day || !week ? { day: chosen } : {} })}
          onCalendar={() => setOpen({ kind: 'calendar' })}
        />
        {(list.isError || members.isError) && <Notice tone="danger">{t('roster.failed')}</Notice>}
        {move.isError && (
          <ShiftFailure error={move.error} wish={move.variables.wish} changed={move.variables.shift} shifts={all} members={known} zone={zone} />
        )}
        {done && (
          <Notice
            tone="calm"
            action={
              move.isSuccess && (
                <Button size="compact-sm" variant="subtle" onClick={takeBack}>
                  {t('roster.undo')}
                </Button>
              )
            }
          >
            {done}
          </Notice>
        )}
        {list.isPending || members.isPending ? (
          <Skeleton height={week ? 420 : 240} radius="lg" />
        ) : !wide ? (
          <DayLists {...{ days, today }} {...frame} />
        ) : week ? (
          <WeekGrid
            {...{ days, people, today }}
            {...frame}
            onDay={(day) => go({ ...view, view: 'day', day })}
            onAdd={(place) => setOpen({ kind: 'add', place })}
          />
        ) : (
          <DayLine day={chosen} people={people} {...frame} />
        )}
        {mayPlan && (
          <p id="roster-keys" className={classes.hint}>
            {t(wide ? 'roster.keys' : 'roster.keysNarrow')}
          </p>
        )}
        <p className="visually-hidden" role="status" aria-live="assertive">
          {said}
        </p>
        {open?.kind === 'add' && (
          <PlanShift
            {...{ members: known, shifts: all, roles, zone, now }}
            place={open.place}
            onAdded={(wish) => {
              close()
              move.reset()
              setDone(t('roster.added', { shift: wordsOf(wish) }))
              // On a Sunday the next day is on another page: one sees what one has planned.
              const day = wallTime(wish.starts_at, zone).slice(0, 10)
              if (!days.includes(day)) go({ ...view, day })
            }}
            onClose={close}
          />
        )}
        {open?.kind === 'change' && (
          <ChangeShift key={open.shift.id} shift={open.shift} {...{ members: known, shifts: all, roles, zone }} onClose={close}>
            <SwapShift
              {...{ shift: open.shift, shifts: shown, zone, now }}
              onSwapped={(other) => {
                move.reset()
                close()
                setDone(t('swap.done', { one: personName(open.shift.member.name, app), other: personName(other.member.name, app) }))
              }}
            />
          </ChangeShift>
        )}
        {open?.kind === 'calendar' && (
          <CalendarDrawer from={first} to={last} mine={search.mine ?? false} {...{ zone, mayPlan }} onClose={close} />
        )}
      </Page>
    </div>
  )
}
