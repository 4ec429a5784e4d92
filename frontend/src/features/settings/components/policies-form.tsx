import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import { DraftForm } from '@/components/draft-form'
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

  return (
    <DraftForm
      label={t('settings.policies.tab')}
      className={classes.form}
      {...{ draft, save }}
      nameOf={(field) => t(`settings.notices.fields.${field}`)}
      readOnly={!may}
    >
      {() => (
        <ul className={classes.kinds}>
          {kindsOf(draft.value).map((kind) => (
            <li key={kind}>
              <PolicyRow kind={kind} all={draft.value} readOnly={!may} onChange={draft.set} />
            </li>
          ))}
        </ul>
      )}
    </DraftForm>
  )
}
