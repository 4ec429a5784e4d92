import { ActionIcon, Button, Checkbox, SegmentedControl } from '@mantine/core'
import { IconCalendarDown, IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { regional } from '@/lib/time'
import type { RosterSearch } from '../search'
import classes from './toolbar.module.css'

interface Props {
  days: readonly string[]
  search: RosterSearch
  mayPlan: boolean
  onStep: (by: number) => void
  onMine: (mine: boolean) => void
  onView: (view: 'week' | 'day') => void
  onToday: () => void
  onAdd: () => void
  onCalendar: () => void
}

/** Which days are shown, and how; what can be done with them. */
export function Toolbar({ days, search, mayPlan, onStep, onMine, onView, onToday, onAdd, onCalendar }: Props) {
  const { t, i18n } = useTranslation('work')
  const week = search.view !== 'day'
  const format = new Intl.DateTimeFormat(regional(i18n.language), {
    ...(week ? {} : { weekday: 'long' }),
    day: 'numeric',
    month: week ? 'short' : 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  const first = Date.parse(days[0] ?? '')
  const last = Date.parse(days.at(-1) ?? '')
  return (
    <div className={classes.toolbar}>
      <div className={classes.steps}>
        <Button variant="default" size="sm" onClick={onToday}>
          {t('roster.today')}
        </Button>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t(week ? 'roster.previousWeek' : 'roster.previousDay')} onClick={() => onStep(-1)}>
          <IconChevronLeft size={20} stroke={1.8} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t(week ? 'roster.nextWeek' : 'roster.nextDay')} onClick={() => onStep(1)}>
          <IconChevronRight size={20} stroke={1.8} />
        </ActionIcon>
        <h2 className={classes.period} aria-live="polite">{week ? format.formatRange(first, last) : format.format(first)}</h2>
      </div>
      <div className={classes.tools}>
        <Checkbox
          label={t('roster.mine')}
          checked={search.mine ?? false}
          onChange={(event) => onMine(event.currentTarget.checked)}
        />
        <SegmentedControl
          aria-label={t('roster.view')}
          value={week ? 'week' : 'day'}
          onChange={(value) => onView(value === 'day' ? 'day' : 'week')}
          data={[
            { value: 'week', label: t('roster.week') },
            { value: 'day', label: t('roster.day') },
          ]}
        />
        <Button variant="default" size="sm" leftSection={<IconCalendarDown size={16} aria-hidden />} onClick={onCalendar}>
          {t('roster.calendar')}
        </Button>
        {mayPlan && (
          <Button size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
            {t('roster.add')}
          </Button>
        )}
      </div>
    </div>
  )
}
