import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Member, Shift } from '@/api/types'
import { Face } from '@/components/face'
import page from '@/components/page.module.css'
import { personName } from '@/lib/person-name'
import classes from './team.module.css'

interface Props {
  members: readonly Member[]
  shifts: readonly Shift[]
  now: number
}

export function People({ members, shifts, now }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const working = new Set(
    shifts
      .filter((one) => Date.parse(one.starts_at) <= now && now < Date.parse(one.ends_at))
      .map((one) => one.member.id),
  )
  return (
    <section aria-labelledby="team-people">
      <h2 id="team-people" className={page.heading}>{t('team.people')}</h2>
      <ul className={classes.people}>
        {members.map((member) => (
          <li key={member.id} className={classes.person}>
            <Face name={personName(member.name, t)} size={40} />
            <span className={classes.who}>
              <span className={classes.name}>
                {personName(member.name, t)}
                {member.id === me.id && <span className={classes.role}> ({t('team.you')})</span>}
              </span>
              <span className={classes.role}>{member.title || t(`team.${member.role}`)}</span>
              {working.has(member.id) && <span className={classes.now}>{t('team.now')}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
