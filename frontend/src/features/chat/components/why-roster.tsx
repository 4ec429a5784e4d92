import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { TurnContext } from '@/api/types'
import { Face } from '@/components/face'
import { personName } from '@/lib/person-name'
import { clockTime, dayLabel } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import classes from './why.module.css'

export function WhyRoster({ shifts }: { shifts: TurnContext['shifts'] }) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const now = useNow(60_000)
  if (shifts.length === 0) return null
  const zone = me.tenant.time_zone
  return (
    <section className={classes.section} aria-labelledby="why-roster">
      <h3 id="why-roster" className={classes.heading}>{t('why.roster')}</h3>
      <ul className={classes.rows}>
        {shifts.map((shift) => (
          <li key={`${shift.member.id}${shift.starts_at}`} className={classes.shift}>
            <Face name={personName(shift.member.name, t)} size={28} />
            <span>
              <span className={classes.name}>{personName(shift.member.name, t)}</span> · {shift.role}
              <span className={classes.when}>
                {dayLabel(shift.starts_at, now, i18n.language, zone)}, {clockTime(shift.starts_at, i18n.language, zone)} –{' '}
                {clockTime(shift.ends_at, i18n.language, zone)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
