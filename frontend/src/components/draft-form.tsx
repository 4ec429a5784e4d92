import type { UseMutationResult } from '@tanstack/react-query'
import { useState, type ReactNode, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/api/problem'
import { focusFirstFault } from '@/lib/form-fields'
import type { KeptDraft } from '@/lib/use-kept-draft'
import { Failure } from './failure'
import { Notice } from './notice'
import { SaveBar } from './save-bar'
import { StaleNotice } from './stale-notice'

interface Props<T extends object> {
  label: string
  className: string | undefined
  draft: KeptDraft<T>
  save: UseMutationResult<unknown, Error, { value: T; tag: string }>
  /** A field, in words. */
  nameOf: (field: keyof T) => string
  /** What is wrong, by the `name` of the field. */
  faults?: Record<string, string | undefined>
  readOnly?: boolean
  /** The fields; faults are shown once somebody tried to save. */
  children: (tried: boolean) => ReactNode
}

/** What somebody changes of what others may change too: it is saved as a whole, and nothing of it is lost. */
export function DraftForm<T extends object>({ label, className, draft, save, nameOf, faults = {}, readOnly = false, children }: Props<T>) {
  const { t } = useTranslation('owner')
  const [tried, setTried] = useState(false)
  // What one has just saved oneself is no news.
  const stale = save.isPending ? undefined : draft.stale

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    if (!draft.dirty || stale || focusFirstFault(event.currentTarget, faults)) return
    save.mutate({ value: draft.value, tag: draft.tag })
  }

  return (
    <form className={className} onSubmit={submit} aria-label={label} noValidate>
      {readOnly && <Notice tone="calm">{t('settings.readOnly')}</Notice>}
      {stale && (
        <StaleNotice
          theirs={stale.theirs.map(nameOf)}
          clashes={stale.clashes.map(nameOf)}
          onMerge={draft.rebase}
          onTake={draft.discard}
        />
      )}
      {!(save.error instanceof Problem && save.error.status === 412) && <Failure error={save.error} />}
      {children(tried)}
      {!readOnly && (
        <SaveBar dirty={draft.dirty} saving={save.isPending} saved={save.isSuccess} held={stale !== undefined} onDiscard={draft.discard} />
      )}
    </form>
  )
}
