import { Autocomplete, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { invitationsQuery } from '@/api/team'
import type { Member } from '@/api/types'
import { personName } from '@/lib/person-name'
import { overnight, type DraftFaults, type ShiftDraft } from './shift-draft'
import classes from './forms.module.css'

interface Props {
  draft: ShiftDraft
  faults: DraftFaults
  members: readonly Member[]
  /** What people work as already, to choose from. */
  roles: readonly string[]
  zone: string
  onChange: (draft: ShiftDraft) => void
}

/** Who, as what, and when: the fields that a new shift and a changed one share. */
export function ShiftFields({ draft, faults, members, roles, zone, onChange }: Props) {
  const { t } = useTranslation()
  // They are missed here, so it says why they cannot be chosen.
  const invited = useQuery(invitationsQuery).data ?? []
  const elsewhere = zone !== Intl.DateTimeFormat().resolvedOptions().timeZone
  const change = (part: Partial<ShiftDraft>) => onChange({ ...draft, ...part })
  const fault = (field: keyof ShiftDraft) => faults[field] && t(`shifts.${faults[field]}`)
  return (
    <div className={classes.fields}>
      <Select
        className={classes.half}
        label={t('shifts.who')}
        data={[
          ...members.map((one) => ({ value: one.id, label: personName(one.name, t) })),
          ...invited.map((one) => ({ value: one.member_id, label: t('shifts.invited', { name: personName(one.name, t) }), disabled: true })),
        ]}
        value={draft.member}
        onChange={(member) => change({ member })}
        error={fault('member')}
        allowDeselect={false}
      />
      <Autocomplete
        className={classes.half}
        label={t('shifts.role')}
        placeholder={t('shifts.roleExample')}
        data={[...roles]}
        value={draft.role}
        maxLength={80}
        onChange={(role) => change({ role })}
        error={fault('role')}
      />
      <TextInput
        className={classes.day}
        type="date"
        label={t('shifts.day')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        description={elsewhere && t('shifts.zone', { zone: zone.replaceAll('_', ' ') })}
        value={draft.day}
        onChange={(event) => change({ day: event.currentTarget.value })}
        error={fault('day')}
      />
      <TextInput
        className={classes.time}
        type="time"
        label={t('shifts.from')}
        value={draft.from}
        onChange={(event) => change({ from: event.currentTarget.value })}
        error={fault('from')}
      />
      <TextInput
        className={classes.time}
        type="time"
        label={t('shifts.to')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        description={overnight(draft) && t('shifts.nextDay')}
        value={draft.to}
        onChange={(event) => change({ to: event.currentTarget.value })}
        error={fault('to')}
      />
    </div>
  )
}
