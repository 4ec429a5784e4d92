import { SegmentedControl, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconBellRinging } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import { membersQuery } from '@/api/team'
import { EmptyNote } from '@/components/empty-note'
import { LoadFailure } from '@/components/load-failure'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { personName } from '@/lib/person-name'
import { fullTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { remindersQuery, type NewReminder } from '../api/reminders'
import { arranged } from '../arrange'
import { ReminderDays } from '../components/reminder-days'
import { SetReminder } from '../components/set-reminder'
import { remindersSearch } from '../search'
import classes from './reminders-screen.module.css'

const route = getRouteApi('/app/reminders')

/** What to say where there is none of the kind. */
const NONE = {
  scheduled: ['reminders.empty', 'reminders.emptyText'],
  fired: ['reminders.noneFired', 'reminders.noneFiredText'],
  cancelled: ['reminders.noneCancelled', 'reminders.noneCancelledText'],
} as const

/** What the member is to be reminded of, day by day, and what they have others reminded of. */
export function RemindersScreen() {
  const { t, i18n } = useTranslation('work')
  const { t: app } = useTranslation()
  const me = useMe()
  const manages = useMayManage()
  const now = useNow()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const list = useQuery(remindersQuery)
  const members = useQuery({ ...membersQuery, enabled: manages }).data ?? []
  const [done, setDone] = useState('')
  const place = useRef<HTMLParagraphElement>(null)
  const status = search.status ?? 'scheduled'
  const shown = arranged(list.data ?? [], search)
  const go = (next: string) => void navigate({ search: remindersSearch({ status: next }), replace: true })

  function told({ text, due_at, member_id }: NewReminder) {
    const when = fullTime(due_at, i18n.language, me.tenant.time_zone)
    const other = members.find((one) => one.id === member_id)
    setDone(other ? t('reminders.setFor', { name: personName(other.name, app), text, when }) : t('reminders.set', { text, when }))
    go('scheduled')
  }

  function cancelled(text: string) {
    setDone(t('reminders.cancelledNow', { text }))
    // The button is gone with its row: what comes next is looked for from here.
    place.current?.focus()
  }

  return (
    <Page title={t('reminders.title')}>
      <p className={page.text}>{t('reminders.text')}</p>
      <SetReminder members={members} now={now} onSet={told} />
      <div className={page.lead}>
        <SegmentedControl
          aria-label={t('reminders.which')}
          value={status}
          onChange={go}
          data={[
            { value: 'scheduled', label: t('reminders.coming') },
            { value: 'fired', label: t('reminders.fired') },
            { value: 'cancelled', label: t('reminders.cancelled') },
          ]}
        />
        <p ref={place} className={classes.done} role="status" tabIndex={-1}>
          {done}
        </p>
      </div>
      {list.isPending && <Skeleton height={72} radius="lg" />}
      <LoadFailure text={t('reminders.failed')} query={list} />
      {list.data && shown.length === 0 && (
        <EmptyNote icon={IconBellRinging} title={t(NONE[status][0])} text={t(NONE[status][1])} />
      )}
      <ReminderDays reminders={shown} now={now} onCancelled={cancelled} />
    </Page>
  )
}
