import { ActionIcon, Button } from '@mantine/core'
import { IconPencil, IconUserPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Member, Shift } from '@/api/types'
import { Face } from '@/components/face'
import page from '@/components/page.module.css'
import { personName } from '@/lib/person-name'
import { rolesUnder } from '../api/people'
import { ChangePerson } from './change-person'
import { InviteForm } from './invite-form'
import { PendingInvitations } from './pending-invitations'
import classes from './team.module.css'

interface Props {
  members: readonly Member[]
  shifts: readonly Shift[]
  now: number
  /** Whether the form for somebody new is open, which the address tells. */
  inviting: boolean
  onInviting: (open: boolean) => void
}

/** Who belongs to the business; those who may invite, change and remove them do so here. */
export function People({ members, shifts, now, inviting, onInviting }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const [changing, setChanging] = useState<Member>()
  const under = rolesUnder(me.role)
  const mayInvite = under.length > 0
  const open = mayInvite && inviting
  const working = new Set(
    shifts
      .filter((one) => Date.parse(one.starts_at) <= now && now < Date.parse(one.ends_at))
      .map((one) => one.member.id),
  )
  return (
    <>
      <section aria-labelledby="team-people">
        <div className={page.headline}>
          <h2 id="team-people" className={page.heading}>{t('team.people')}</h2>
          {mayInvite && (
            <Button
              size="sm"
              variant={open ? 'default' : 'light'}
              leftSection={open ? <IconX size={16} /> : <IconUserPlus size={16} />}
              aria-expanded={open}
              onClick={() => onInviting(!open)}
            >
              {t(open ? 'app.close' : 'people.invite')}
            </Button>
          )}
        </div>
        {open && <InviteForm />}
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
              {member.id !== me.id && under.includes(member.role) && (
                <ActionIcon
                  className={classes.edit}
                  variant="subtle"
                  color="gray"
                  size={34}
                  aria-label={t('people.change', { name: personName(member.name, t) })}
                  onClick={() => setChanging(member)}
                >
                  <IconPencil size={17} stroke={1.7} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
        {changing && <ChangePerson key={changing.id} member={changing} onClose={() => setChanging(undefined)} />}
      </section>
      {mayInvite && <PendingInvitations now={now} />}
    </>
  )
}
