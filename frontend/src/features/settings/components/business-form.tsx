import { Textarea, TextInput } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import { LanguageSelect } from '@/components/language-select'
import { DraftForm } from '@/components/draft-form'
import { ZoneSelect } from '@/components/zone-select'
import { weekdayTime } from '@/lib/time'
import { useKeptDraft, type Current } from '@/lib/use-kept-draft'
import { useNow } from '@/lib/use-now'
import { useSaveProfile, type ProfileSettings } from '../api/profile'
import classes from './settings.module.css'

const LONGEST_NAME = 200
const LONGEST_ABOUT = 500
/** Where a link leads that asks for the description. */
const ABOUT = 'about'

/** What the business is called, where its clocks are, and what its steward knows of it. */
export function BusinessForm({ current }: { current: Current<ProfileSettings> }) {
  const { t, i18n } = useTranslation('owner')
  const may = useMayManage()
  const now = useNow()
  const asked = useLocation({ select: ({ hash }) => hash === ABOUT })
  const draft = useKeptDraft(useMe().id, 'settings-business', current)
  const save = useSaveProfile(draft.discard)
  const { value, set } = draft
  const faults = { name: value.name.trim() === '' ? t('settings.business.nameMissing') : undefined }
  const left = LONGEST_ABOUT - value.description.length

  return (
    <DraftForm
      label={t('settings.business.tab')}
      className={classes.form}
      {...{ draft, save, faults }}
      nameOf={(field) => t(`settings.business.fields.${field}`)}
      readOnly={!may}
    >
      {(tried) => (
        <>
          <section className={classes.card} aria-labelledby="business-name">
            <h2 id="business-name" className={classes.heading}>{t('settings.business.what')}</h2>
            <TextInput
              name="name"
              label={t('settings.business.name')}
              value={value.name}
              maxLength={LONGEST_NAME}
              readOnly={!may}
              error={tried && faults.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <Textarea
              id={ABOUT}
              label={may ? t('settings.business.about') : t('settings.business.aboutRead')}
              description={t('settings.business.aboutText')}
              placeholder={may ? t('settings.business.aboutExample') : undefined}
              value={value.description}
              autosize
              minRows={3}
              maxRows={8}
              maxLength={LONGEST_ABOUT}
              readOnly={!may}
              autoFocus={may && asked}
              onChange={(event) => set({ description: event.currentTarget.value })}
            />
            {may && left < 100 && <p className={classes.hint}>{t('settings.business.left', { count: left })}</p>}
          </section>
          <section className={classes.card} aria-labelledby="business-place">
            <h2 id="business-place" className={classes.heading}>{t('settings.business.place')}</h2>
            <div className={classes.pair}>
              <ZoneSelect
                label={t('settings.business.zone')}
                description={t('settings.business.zoneText', { time: weekdayTime(new Date(now).toISOString(), i18n.language, value.time_zone) })}
                value={value.time_zone}
                readOnly={!may}
                onChange={(time_zone) => set({ time_zone })}
              />
              <LanguageSelect
                label={t('settings.business.language')}
                description={t('settings.business.languageText')}
                locale={value.locale}
                current={current.value.locale}
                readOnly={!may}
                onChange={(locale) => set({ locale })}
              />
            </div>
          </section>
        </>
      )}
    </DraftForm>
  )
}
