import { ActionIcon } from '@mantine/core'
import { IconMenu2 } from '@tabler/icons-react'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setPageTitle } from '@/lib/page-title'
import classes from './screen-header.module.css'
import { useShell } from './shell-context'

interface Props {
  title: string
  /** Shown beside the title, such as the model badge. */
  children?: ReactNode
}

/** The top line of a screen: menu on phones, the title, and the bell. */
export function ScreenHeader({ title, children }: Props) {
  const { t } = useTranslation()
  const { wide, openMenu, bell } = useShell()
  useEffect(() => setPageTitle(title), [title])
  return (
    <header className={classes.header}>
      {!wide && (
        <ActionIcon variant="subtle" color="gray" size={40} aria-label={t('shell.menu')} onClick={openMenu}>
          <IconMenu2 size={22} stroke={1.7} />
        </ActionIcon>
      )}
      <h1 className={classes.title}>{title}</h1>
      <div className={classes.side}>
        {children}
        {bell}
      </div>
    </header>
  )
}
