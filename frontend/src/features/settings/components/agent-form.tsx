import { NumberInput, Select, Textarea } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { Problem } from '@/api/problem'
import { Failure } from '@/components/failure'
import { SaveBar } from '@/components/save-bar'
import { StaleNotice } from '@/components/stale-notice'
import { focusFirstFault } from '@/lib/form-fields'
import { useKeptDraft, type Current } from '@/lib/use-kept-draft'
import { useSaveAgent, type AgentSettings } from '../api/settings'
import { RuleList } from './rule-list'
import classes from './settings.module.css'

const LONGEST_PERSONA = 2_000

interface Props {
  current: Current<AgentSettings>
  models: readonly string[]
}

/** The steward's character, its rules, and its model. */
export function AgentForm({ current, models }: Props) {
  const { t } = useTranslation('owner')
  const draft = useKeptDraft(useMe().id, 'settings-agent', current)
  const save = useSaveAgent(draft.discard)
  const [tried, setTried] = useState(false)
  const { value, set } = draft
  const stale = save.isPending ? undefined : draft.stale
  const { temperature, max_output_tokens: longest } = value
  const faults = {
    temperature: temperature !== null && (temperature < 0 || temperature > 2) ? t('settings.agent.temperatureWrong') : undefined,
    longest:
      longest !== null && (!Number.isInteger(longest) || longest < 256 || longest > 65_536) ? t('settings.agent.longestWrong') : undefined,
  }
  const words = (names: readonly (keyof AgentSettings)[]) => names.map((name) => t(`settings.agent.fields.${name}`))
  const choices = (usual: string) => [{ value: '', label: usual }, ...models.map((one) => ({ value: one, label: one }))]

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    if (!draft.dirty || stale || focusFirstFault(event.currentTarget, faults)) return
    save.mutate({ value, tag: draft.tag })
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label={t('settings.agent.tab')} noValidate>
      {stale && (
        <StaleNotice theirs={words(stale.theirs)} clashes={words(stale.clashes)} onMerge={draft.rebase} onTake={draft.discard} />
      )}
      {!(save.error instanceof Problem && save.error.status === 412) && <Failure error={save.error} />}
      <section className={classes.card} aria-labelledby="settings-character">
        <h2 id="settings-character" className={classes.heading}>{t('settings.agent.character')}</h2>
        <Textarea
          label={t('settings.agent.persona')}
          description={t('settings.agent.personaText')}
          placeholder={t('settings.agent.personaExample')}
          value={value.persona}
          rows={4}
          maxLength={LONGEST_PERSONA}
          onChange={(event) => set({ persona: event.currentTarget.value })}
        />
        {value.persona.length > LONGEST_PERSONA - 200 && (
          <p className={classes.hint}>{t('settings.agent.left', { count: LONGEST_PERSONA - value.persona.length })}</p>
        )}
        <div role="group" aria-labelledby="settings-rules" className={classes.form}>
          <div>
            <h3 id="settings-rules" className={classes.heading}>{t('settings.agent.rules')}</h3>
            <p className={classes.hint}>{t('settings.agent.rulesText')}</p>
          </div>
          <RuleList rules={value.rules} readOnly={false} onChange={(rules) => set({ rules })} />
        </div>
      </section>
      <section className={classes.card} aria-labelledby="settings-engine">
        <h2 id="settings-engine" className={classes.heading}>{t('settings.agent.engine')}</h2>
        <div className={classes.pair}>
          <Select
            label={t('settings.agent.model')}
            description={t('settings.agent.modelText')}
            data={choices(t('settings.agent.usual', { model: models[0] ?? '' }))}
            value={value.model ?? ''}
            onChange={(model) => set({ model: model || null })}
            allowDeselect={false}
          />
          <Select
            label={t('settings.agent.fallback')}
            description={t('settings.agent.fallbackText')}
            data={choices(t('settings.agent.usualFallback'))}
            value={value.fallback_model ?? ''}
            onChange={(model) => set({ fallback_model: model || null })}
            allowDeselect={false}
          />
          <NumberInput
            name="temperature"
            label={t('settings.agent.temperature')}
            description={t('settings.agent.temperatureText')}
            value={temperature ?? ''}
            step={0.1}
            decimalScale={2}
            onChange={(number) => set({ temperature: typeof number === 'number' ? number : null })}
            error={tried && faults.temperature}
          />
          <NumberInput
            name="longest"
            label={t('settings.agent.longest')}
            description={t('settings.agent.longestText')}
            value={longest ?? ''}
            step={256}
            onChange={(number) => set({ max_output_tokens: typeof number === 'number' ? number : null })}
            error={tried && faults.longest}
          />
        </div>
      </section>
      <SaveBar dirty={draft.dirty} saving={save.isPending} saved={save.isSuccess} held={stale !== undefined} onDiscard={draft.discard} />
    </form>
  )
}
