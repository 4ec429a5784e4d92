import { Switch, TextInput } from '@mantine/core'
import { useState, type FocusEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fromField, toField } from '@/lib/clock-field'
import { quietFaults, USUAL_QUIET, type Quiet } from '../telling'
import classes from './telling.module.css'

interface Props {
  value: Quiet | null
  zone: string
  /** The rule of the business for urgent notices. */
  urgentBreaks: boolean
  onChange: (quiet: Quiet | null) => void
}

/** When pushes wait. Times are saved once both fields are left, or with Enter. */
export function QuietHours({ value, zone, urgentBreaks, onChange }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<Quiet>()
  const shown = typed ?? value
  const faults = typed ? quietFaults(typed) : {}
  const words = (fault: 'missing' | 'same' | undefined) => fault && t(`telling.faults.${fault}`)

  function save() {
    if (!typed || faults.from || faults.to) return
    if (typed.from !== value?.from || typed.to !== value.to) onChange(typed)
    setTyped(undefined)
  }

  function left(event: FocusEvent<HTMLFormElement>) {
    if (!event.currentTarget.contains(event.relatedTarget)) save()
  }

  const field = (name: keyof Quiet, of: Quiet) => (
    <TextInput
      name={name}
      type="time"
      label={t(`telling.${name}`)}
      value={toField(of[name])}
      error={words(faults[name])}
      onChange={(event) => setTyped({ ...of, [name]: fromField(event.currentTarget.value) })}
    />
  )

  return (
    <div className={classes.quiet} role="group" aria-labelledby="telling-quiet">
      <h3 id="telling-quiet" className={classes.heading}>{t('telling.quiet')}</h3>
      <Switch
        label={t('telling.quietOn')}
        checked={value !== null}
        onChange={(event) => {
          setTyped(undefined)
          onChange(event.currentTarget.checked ? USUAL_QUIET : null)
        }}
      />
      {value !== null && shown !== null && (
        <>
          <form
            className={classes.pair}
            aria-labelledby="telling-quiet"
            noValidate
            onBlur={left}
            onSubmit={(event) => {
              event.preventDefault()
              save()
            }}
          >
            {field('from', shown)}
            {field('to', shown)}
            {/* Without it, Enter in one of two fields submits nothing. */}
            <button type="submit" hidden />
          </form>
          <p className={classes.means}>
            {t('telling.waits', { to: toField(value.to), zone })} {t(urgentBreaks ? 'telling.urgentBreaks' : 'telling.urgentWaits')} {t('telling.goesOn')}
          </p>
        </>
      )}
    </div>
  )
}
