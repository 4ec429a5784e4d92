import { ActionIcon } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconBuildingStore, IconCalendarTime, IconCheck, IconFileText, IconMessage2, IconUsers, IconX, type Icon } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { conversationsQuery } from '@/api/conversations'
import { documentsQuery } from '@/api/documents'
import { invitationsQuery, membersQuery, shiftsQuery } from '@/api/team'
import type { Me } from '@/api/types'
import classes from './first-steps.module.css'

/** What a new owner does first, ticked off as it is done; it goes when all is, or when it is sent away. */
export default function FirstSteps({ tenant }: { tenant: Me['tenant'] }) {
  const { t } = useTranslation()
  const [hidden, setHidden] = useState(() => isHidden(tenant.id))
  const members = useQuery(membersQuery)
  const shifts = useQuery(shiftsQuery)
  const invitations = useQuery(invitationsQuery)
  const documents = useInfiniteQuery(documentsQuery)
  const conversations = useInfiniteQuery(conversationsQuery(false))
  if (hidden || !members.data || !shifts.data || !documents.data || !invitations.data || !conversations.data) return null
  const done = {
    business: tenant.description !== null,
    people: members.data.length > 1 || invitations.data.length > 0,
    shifts: shifts.data.length > 0,
    documents: documents.data.length > 0,
    asked: conversations.data.length > 0,
  }
  // What the business does may stay unsaid.
  if (done.people && done.shifts && done.documents && done.asked) return null

  function hide() {
    setHidden(true)
    try {
      localStorage.setItem(keyOf(tenant.id), 'hidden')
    } catch {
      // It lasts for this visit only.
    }
  }

  return (
    <section className={classes.card} aria-labelledby="first-steps">
      <div className={classes.head}>
        <h3 id="first-steps" className={classes.title}>{t('start.title')}</h3>
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('start.hide')} onClick={hide}>
          <IconX size={17} stroke={1.7} />
        </ActionIcon>
      </div>
      <ol className={classes.steps}>
        <Step icon={IconBuildingStore} text={t('start.businessText')} done={done.business}>
          <Link to="/settings/business" hash="about">{t('start.business')}</Link>
        </Step>
        <Step icon={IconUsers} text={t('start.peopleText')} done={done.people}>
          <Link to="/team" search={{ add: 'person' }}>{t('start.people')}</Link>
        </Step>
        <Step icon={IconCalendarTime} text={t('start.shiftsText')} done={done.shifts}>
          <Link to="/team" search={{ add: 'shift' }}>{t('start.shifts')}</Link>
        </Step>
        <Step icon={IconFileText} text={t('start.documentsText')} done={done.documents}>
          <Link to="/documents" search={{ write: '' }}>{t('start.documents')}</Link>
        </Step>
        <Step icon={IconMessage2} text={t('start.askText')} done={done.asked}>
          <span>{t('start.ask')}</span>
        </Step>
      </ol>
    </section>
  )
}

function Step({ icon: Glyph, text, done, children }: { icon: Icon; text: string; done: boolean; children: ReactNode }) {
  const { t } = useTranslation()
  const Shown = done ? IconCheck : Glyph
  return (
    <li className={classes.step} data-done={done || undefined}>
      <span className={classes.icon}>
        <Shown size={18} stroke={done ? 2.4 : 1.7} aria-hidden />
      </span>
      <span className={classes.words}>
        <span className={classes.what}>
          {children}
          {done && <span className="visually-hidden"> ({t('start.done')})</span>}
        </span>
        <span className={classes.text}>{text}</span>
      </span>
    </li>
  )
}

const keyOf = (tenant: string) => `steward-first-steps-${tenant}`

function isHidden(tenant: string): boolean {
  try {
    return localStorage.getItem(keyOf(tenant)) !== null
  } catch {
    return false
  }
}
