import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '@/components/failure'
import { SideDrawer } from '@/components/side-drawer'
import { useExportCalendar } from '../api/roster'
import { ImportCalendar } from './import-calendar'
import classes from './drawer.module.css'
import roster from './roster.module.css'

interface Props {
  from: string
  to: string
  mine: boolean
  zone: string
  mayPlan: boolean
  onClose: () => void
}

/** The roster as a file for other calendars, and from one. */
export function CalendarDrawer({ from, to, mine, zone, mayPlan, onClose }: Props) {
  const { t } = useTranslation('work')
  const save = useExportCalendar(zone)
  const [span, setSpan] = useState({ from, to, mine })
  const backwards = span.from !== '' && span.to !== '' && span.to < span.from
  const incomplete = span.from === '' || span.to === '' || backwards

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (!incomplete) save.mutate(span)
  }

  return (
    <SideDrawer title={t('calendar.title')} onClose={onClose}>
      <form className={classes.section} onSubmit={submit} aria-labelledby="calendar-save">
        <h3 id="calendar-save" className={classes.swapTitle}>{t('calendar.save')}</h3>
        <p className={roster.hint}>{t('calendar.saveText')}</p>
        <div className={classes.pair}>
          <TextInput type="date" label={t('calendar.from')} value={span.from} onChange={(event) => setSpan({ ...span, from: event.currentTarget.value })} />
          <TextInput
            type="date"
            label={t('calendar.to')}
            value={span.to}
            error={backwards && t('calendar.backwards')}
            onChange={(event) => setSpan({ ...span, to: event.currentTarget.value })}
          />
        </div>
        <Checkbox label={t('roster.mine')} checked={span.mine} onChange={(event) => setSpan({ ...span, mine: event.currentTarget.checked })} />
        <Failure error={save.error} />
        <Button type="submit" variant="light" leftSection={<IconDownload size={17} aria-hidden />} disabled={incomplete} loading={save.isPending}>
          {t('calendar.download')}
        </Button>
      </form>
      {mayPlan && <ImportCalendar zone={zone} onClose={onClose} />}
    </SideDrawer>
  )
}
