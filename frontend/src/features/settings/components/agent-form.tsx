import { NumberInput, Select, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { DraftForm } from '@/components/draft-form'
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
  const { value, set } = draft
  const { temperature, max_output_tokens: longest } = value
  const faults = {
    temperature: temperature !== null && (temperature < 0 || temperature > 2) ? t('settings.agent.temperatureWrong') : undefined,
    longest:
      longest !== null && (!Number.isInteger(longest) || longest < 256 || longest > 65_536) ? t('settings.agent.longestWrong') : undefined,
  }
  const choices = (usual: string) => [{ value: '', label: usual }, ...models.map((one) => ({ value: one, label: one }))]

  return (
    <DraftForm
      label={t('settings.agent.tab')}
      className={classes.form}
      {...{ draft, save, faults }}
      nameOf={(field) => t(`settings.agent.fields.${field}`)}
    >
      {(tried) => (
        <>
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
        </>
      )}
    </DraftForm>
  )
}
