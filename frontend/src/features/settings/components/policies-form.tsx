import type { SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import { Problem } from '@/api/problem'
import { Failure } from '@/components/failure'
import { Notice } from '@/components/notice'
import { SaveBar } from '@/components/save-bar'
import { StaleNotice } from '@/components/stale-notice'
import { useKeptDraft, type Current } from '@/lib/use-kept-draft'
import { useSavePolicies } from '../api/settings'
import { kindsOf, type AllPolicies } from '../policies'
import { PolicyRow } from './policy-row'
import classes from './settings.module.css'

/** What the steward may do by itself, kind by kind. */
export function PoliciesForm({ current }: { current: Current<AllPolicies> }) {
  const { t } = useTranslation('owner')
  const may = useMayManage()
  const draft = useKeptDraft(useMe().id, 'settings-policies', current)
  const save = useSavePolicies(draft.discard)
  const stale = save.isPending ? undefined : draft.stale
  const words = (names: readonly (keyof AllPolicies)[]) => names.map((name) => t(`settings.notices.fields.${name}`))

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (draft.dirty && !stale) save.mutate({ value: draft.value, tag: draft.tag })
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label={t('settings.policies.tab')} noValidate>
      {!may && <Notice tone="calm">{t('settings.readOnly')}</Notice>}
      {stale && (
        <StaleNotice theirs={words(stale.theirs)} clashes={words(stale.clashes)} onMerge={draft.rebase} onTake={draft.discard} />
      )}
      {!(save.error instanceof Problem && save.error.status === 412) && <Failure error={save.error} />}
      <ul className={classes.kinds}>
        {kindsOf(draft.value).map((kind) => (
          <li key={kind}>
            <PolicyRow kind={kind} all={draft.value} readOnly={!may} onChange={draft.set} />
          </li>
        ))}
      </ul>
      {may && (
        <SaveBar dirty={draft.dirty} saving={save.isPending} saved={save.isSuccess} held={stale !== undefined} onDiscard={draft.discard} />
      )}
    </form>
  )
}
