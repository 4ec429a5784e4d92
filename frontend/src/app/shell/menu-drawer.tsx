import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './shell.module.css'
import { Sidebar } from './sidebar'

interface Props {
  opened: boolean
  onClose: () => void
  onPalette: () => void
}

/** The sidebar of phones. */
export default function MenuDrawer({ opened, onClose, onPalette }: Props) {
  const { t } = useTranslation()
  return (
    <Drawer.Root opened={opened} onClose={onClose} size={320} padding={0} lockScroll={false}>
      <Drawer.Overlay backgroundOpacity={0.4} />
      <Drawer.Content className={classes.drawer} aria-label={t('shell.navigation')}>
        <Drawer.Body className={classes.drawerBody}>
          <Sidebar onNavigate={onClose} onPalette={onPalette} />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}
