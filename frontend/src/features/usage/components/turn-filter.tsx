import { Button, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Usage } from '@/api/types'
import { personName } from '@/lib/person-name'
import { changed, type UsageSearch } from '../search'
import { useDayWords } from '../use-day-words'
import classes from './turn-filter.module.css'

interface Props {
  usage: Usage
  search: UsageSearch
  onChange: (search: UsageSearch) => void
}

/** Whose turns, with which model, of which day. */
export function TurnFilter({ usage, search, onChange }: Props) {
  const { t } = useTranslation('owner')
  const { t: app } = useTranslation()
  const dayWords = useDayWords()
  const members = usage.by_member.map(({ member }) => ({ value: member.id, label: personName(member.name, app) }))
  const models = usage.by_model.map(({ model }) => model)
  const { day, member = null, model = null } = search
  // What the address names may have used nothing in this period.
  if (member !== null && !members.some((one) => one.value === member)) members.push({ value: member, label: member.slice(0, 8) })
  if (model !== null && !models.includes(model)) models.push(model)
  return (
    <div className={classes.filter} role="group" aria-label={t('usage.filter')}>
      <Select
        label={t('usage.member')}
        placeholder={t('usage.anybody')}
        data={members}
        value={member}
        onChange={(id) => onChange(changed(search, { member: id ?? undefined }))}
        clearable
        clearButtonProps={{ 'aria-label': t('usage.clear') }}
      />
      <Select
        label={t('usage.model')}
        placeholder={t('usage.anyModel')}
        data={models}
        value={model}
        onChange={(name) => onChange(changed(search, { model: name ?? undefined }))}
        clearable
        clearButtonProps={{ 'aria-label': t('usage.clear') }}
      />
      {day !== undefined && (
        <Button
          variant="light"
          rightSection={<IconX size={15} aria-hidden />}
          aria-label={t('usage.notOnly', { day: dayWords(day) })}
          onClick={() => onChange(changed(search, { day: undefined }))}
        >
          {dayWords(day)}
        </Button>
      )}
    </div>
  )
}
