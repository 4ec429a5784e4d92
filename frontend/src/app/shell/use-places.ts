import type { LinkProps } from '@tanstack/react-router'
import {
  IconAdjustments,
  IconBellRinging,
  IconBrain,
  IconBuildingStore,
  IconCalendarTime,
  IconCalendarWeek,
  IconChecklist,
  IconFileText,
  IconHistory,
  IconHourglass,
  IconMessageQuestion,
  IconNotebook,
  IconShieldCheck,
  IconUserCog,
  type Icon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMayOverseeLog, useMayReadLog, useMe } from '@/api/me'

/** A screen that can be gone to from everywhere. */
export interface Place {
  to: LinkProps['to'] & string
  label: string
  icon: Icon
}

/** The member's places: those of each day, and those of the account menu. */
export function usePlaces(): { daily: Place[]; others: Place[] } {
  const { t } = useTranslation()
  const operates = useMe().role === 'operator'
  const manages = useMayManage()
  const reads = useMayReadLog()
  const oversees = useMayOverseeLog()
  const log: Place = { to: '/log', label: t('shell.log'), icon: IconHistory }
  return {
    daily: [
      ...(operates ? [{ to: '/operator', label: t('operator.title'), icon: IconBuildingStore } as const, log] : []),
      { to: '/documents', label: t('shell.documents'), icon: IconFileText },
      { to: '/tasks', label: t('tasks.title'), icon: IconChecklist },
      { to: '/approvals', label: t('shell.approvals'), icon: IconHourglass },
      { to: '/roster', label: t('shell.roster'), icon: IconCalendarWeek },
      { to: '/reminders', label: t('shell.reminders'), icon: IconBellRinging },
      { to: '/logbook', label: t('shell.logbook'), icon: IconNotebook },
      { to: '/team', label: t('shell.team'), icon: IconCalendarTime },
      { to: '/memory', label: t('memory.title'), icon: IconBrain },
    ],
    others: [
      { to: '/account', label: t('shell.accountPage'), icon: IconUserCog },
      { to: '/settings', label: t('shell.settings'), icon: IconAdjustments },
      ...(manages ? [{ to: '/feedback', label: t('shell.feedback'), icon: IconMessageQuestion } as const] : []),
      ...(reads ? [{ to: '/security', label: t('security.title'), icon: IconShieldCheck } as const] : []),
      ...(oversees ? [log] : []),
    ],
  }
}
