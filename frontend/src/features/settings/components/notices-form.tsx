import { Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import type { NotificationRules } from '@/api/types'
import { DraftForm } from '@/components/draft-form'
import { fromField, toField } from '@/lib/clock-field'
import { useKeptDraft, type Current } from '@/lib/use-kept-draft'
import { useSaveNotices } from '../api/settings'
import { effects, noticeFaults } from '../notice-words'
import classes from './settings.module.css'
import { WaitField } from './wait-field'

const USUAL_QUIET = { from: '22:00:00', to: '07:00:00' }

/** How the business wants its people told, and what that means. */
export function NoticesForm({ current }: { current: Current<NotificationRules> }) {
  const { t, i18n } = useTranslation('owner')
  const may = useMayManage()
  const draft = useKeptDraft(useMe().id, 'settings-notices', current)
  const save = useSaveNotices(draft.discard)
  const [lastQuiet, setLastQuiet] = useState(USUAL_QUIET)
  const { value, set } = draft
  const quiet = value.quiet_hours
  const faults = noticeFaults(value, t)
  const sound = Object.values(faults).every((fault) => fault === undefined)

  function setQuiet(patch: Partial<typeof USUAL_QUIET>) {
    const next = { ...(quiet ?? lastQuiet), ...patch }
    setLastQuiet(next)
    set({ quiet_hours: next })
  }

  return (
    <DraftForm
      label={t('settings.notices.tab')}
      className={classes.form}
      {...{ draft, save, faults }}
      nameOf={(field) => t(`settings.notices.fields.${field}`)}
      readOnly={!may}
    >
      {(tried) => (
        <>
          <section className={classes.card} aria-labelledby="notices-waits">
            <h2 id="notices-waits" className={classes.heading}>{t('settings.notices.waits')}</h2>
            <WaitField
              name="normal"
              minutes={value.acknowledge_normal_within}
              usual={120}
              readOnly={!may}
              fault={tried ? faults.normal : undefined}
              onChange={(minutes) => set({ acknowledge_normal_within: minutes })}
            />
            <WaitField
              name="urgent"
              minutes={value.acknowledge_urgent_within}
              usual={15}
              readOnly={!may}
              fault={tried ? faults.urgent : undefined}
              onChange={(minutes) => set({ acknowledge_urgent_within: minutes })}
            />
          </section>
          <section className={classes.card} aria-labelledby="notices-quiet">
            <h2 id="notices-quiet" className={classes.heading}>{t('settings.notices.quiet')}</h2>
            <Switch
              label={t('settings.notices.quietOn')}
              checked={quiet !== null}
              disabled={!may}
              onChange={(event) => (event.currentTarget.checked ? setQuiet({}) : set({ quiet_hours: null }))}
            />
            {quiet !== null && (
              <>
                <div className={classes.pair}>
                  <TextInput
                    name="from"
                    type="time"
                    label={t('settings.notices.from')}
                    value={toField(quiet.from)}
                    disabled={!may}
                    error={tried && faults.from}
                    onChange={(event) => setQuiet({ from: fromField(event.currentTarget.value) })}
                  />
                  <TextInput
                    name="to"
                    type="time"
                    label={t('settings.notices.to')}
                    value={toField(quiet.to)}
                    disabled={!may}
                    error={tried && faults.to}
                    onChange={(event) => setQuiet({ to: fromField(event.currentTarget.value) })}
                  />
                </div>
                <Switch
                  label={t('settings.notices.breaks')}
                  checked={value.urgent_breaks_quiet_hours}
                  disabled={!may}
                  onChange={(event) => set({ urgent_breaks_quiet_hours: event.currentTarget.checked })}
                />
              </>
            )}
          </section>
          <section className={classes.card} aria-labelledby="notices-effect">
            <h2 id="notices-effect" className={classes.heading}>{t('settings.notices.effect')}</h2>
            <ul className={classes.effects}>
              {sound && effects(value, i18n.language, t).map((sentence) => <li key={sentence}>{sentence}</li>)}
            </ul>
          </section>
        </>
      )}
    </DraftForm>
  )
}
