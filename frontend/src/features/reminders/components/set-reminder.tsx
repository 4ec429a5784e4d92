import { Button, Select, Textarea } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import type { Member } from '@/api/types'
import { Failure } from '@/components/failure'
import { focusFirstFault } from '@/lib/form-fields'
import { personName } from '@/lib/person-name'
import { useRequestKey } from '@/lib/use-request-key'
import { instantOf } from '@/lib/zoned'
import { useSetReminder, type NewReminder } from '../api/reminders'
import { whenFault } from '../when'
import classes from './set-reminder.module.css'
import { WhenField } from './when-field'

interface Props {
  members: readonly Member[]
  now: number
  onSet: (reminder: NewReminder) => void
}

/** Of what, and when; those who run the business may also say who. */
export function SetReminder({ members, now, onSet }: Props) {
  const { t } = useTranslation('work')
  const { t: app } = useTranslation()
  const me = useMe()
  const mayRemindOthers = useMayManage()
  const zone = me.tenant.time_zone
  const request = useRequestKey()
  const [text, setText] = useState('')
  const [when, setWhen] = useState('')
  const [who, setWho] = useState(me.id)
  const [tried, setTried] = useState(false)
  const set = useSetReminder((reminder) => {
    request.spend()
    setText('')
    setWhen('')
    setTried(false)
    onSet(reminder)
  })
  const wrong = whenFault(when, now, zone)
  const faults = {
    text: text.trim() === '' ? t('reminders.whatMissing') : undefined,
    when: wrong && t(`reminders.${wrong}`),
  }

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    const due_at = instantOf(when, zone)
    if (focusFirstFault(event.currentTarget, faults) || due_at === undefined) return
    const reminder = { text: text.trim(), due_at, ...(who === me.id ? {} : { member_id: who }) }
    set.mutate({ ...reminder, key: request.keyOf(reminder) })
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label={t('reminders.add')} noValidate>
      <div className={classes.what}>
        <Textarea
          name="text"
          label={t('reminders.what')}
          autosize
          minRows={2}
          maxLength={2000}
          value={text}
          error={tried && faults.text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {mayRemindOthers && (
          <Select
            label={t('reminders.who')}
            data={[
              { value: me.id, label: t('reminders.myself') },
              ...members.filter((one) => one.id !== me.id).map((one) => ({ value: one.id, label: personName(one.name, app) })),
            ]}
            value={who}
            onChange={(id) => setWho(id ?? me.id)}
            allowDeselect={false}
          />
        )}
      </div>
      <WhenField value={when} now={now} zone={zone} error={tried ? faults.when : undefined} onChange={setWhen} />
      <Button className={classes.submit} type="submit" loading={set.isPending}>
        {t('reminders.submit')}
      </Button>
      <Failure error={set.error} />
    </form>
  )
}
