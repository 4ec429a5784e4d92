import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { DraftForm } from '@/components/draft-form'
import { useKeptDraft, type Current } from '@/lib/use-kept-draft'
import { useSaveQuota } from '../api/quota'
import { quotaFaults, type TypedQuota } from '../quota'
import classes from './quota-form.module.css'

const FIELDS = ['cost', 'tokens', 'warn'] as const

/** How much the steward may use in a month, and when it is warned. */
export function QuotaForm({ current }: { current: Current<TypedQuota> }) {
  const { t } = useTranslation('owner')
  const draft = useKeptDraft(useMe().id, 'settings-quota', current)
  const save = useSaveQuota(draft.discard)
  const { value, set } = draft
  const found = quotaFaults(value)
  const fault = (name: keyof TypedQuota) => found[name] && t(`usage.quota.${found[name]}`)
  const faults = { cost: fault('cost'), tokens: fault('tokens'), warn: fault('warn') }

  return (
    <DraftForm
      label={t('usage.quota.title')}
      className={classes.form}
      {...{ draft, save, faults }}
      nameOf={(field) => t(`usage.quota.fields.${field}`)}
    >
      {(tried) => (
        <div className={classes.fields}>
          {FIELDS.map((name) => (
            <TextInput
              key={name}
              name={name}
              inputMode={name === 'cost' ? 'decimal' : 'numeric'}
              label={t(`usage.quota.${name}`)}
              description={t(`usage.quota.${name}Text`)}
              value={value[name]}
              error={tried && faults[name]}
              onChange={(event) => set({ [name]: event.currentTarget.value })}
            />
          ))}
        </div>
      )}
    </DraftForm>
  )
}
