import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './side-drawer.module.css'

interface Props {
  title: string
  onClose: () => void
  children: ReactNode
}

/** A panel from the right that belongs to what is on screen; it covers the whole of a phone. */
export function SideDrawer({ title, onClose, children }: Props) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      padding={0}
      lockScroll={false}
      title={title}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      overlayProps={{ backgroundOpacity: 0.2 }}
      classNames={{ content: classes.content, header: classes.header, title: classes.title, body: classes.body }}
    >
      {children}
    </Drawer>
  )
}
