import { TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { Problem } from '@/api/problem'
import { Failure } from '@/components/failure'
import { SaveBar } from '@/components/save-bar'
import { StaleNotice } from '@/components/stale-notice'
import { focusFirstFault } from '@/lib/form-fields'
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
  const [tried, setTried] = useState(false)
  const { value, set } = draft
  const stale = save.isPending ? undefined : draft.stale
  const found = quotaFaults(value)
  const fault = (name: keyof TypedQuota) => found[name] && t(`usage.quota.${found[name]}`)
  const faults = { cost: fault('cost'), tokens: fault('tokens'), warn: fault('warn') }
  const words = (names: readonly (keyof TypedQuota)[]) => names.map((name) => t(`usage.quota.fields.${name}`))

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    if (!draft.dirty || stale || focusFirstFault(event.currentTarget, faults)) return
    save.mutate({ value, tag: draft.tag })
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label={t('usage.quota.title')} noValidate>
      {stale && (
        <StaleNotice theirs={words(stale.theirs)} clashes={words(stale.clashes)} onMerge={draft.rebase} onTake={draft.discard} />
      )}
      {!(save.error instanceof Problem && save.error.status === 412) && <Failure error={save.error} />}
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
      <SaveBar dirty={draft.dirty} saving={save.isPending} saved={save.isSuccess} held={stale !== undefined} onDiscard={draft.discard} />
    </form>
  )
}
