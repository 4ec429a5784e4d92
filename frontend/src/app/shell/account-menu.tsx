import { Popover, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconApi, IconLogout, IconSelector } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { signOut } from '@/api/session'
import { Face } from '@/components/face'
import { chooseLanguage, LANGUAGES, type Language } from '../i18n/i18n'
import classes from './account-menu.module.css'
import { usePlaces } from './use-places'

export function AccountMenu({ onNavigate }: { onNavigate: () => void }) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const title = me.title || t(`team.${me.role}`)
  const { others } = usePlaces()
  const [opened, setOpened] = useState(false)
  const leave = () => {
    setOpened(false)
    onNavigate()
  }
  // The other way injects a style element to silence transitions, which the page's policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const schemes = [
    { value: 'auto', label: t('shell.themeAuto') },
    { value: 'light', label: t('shell.themeLight') },
    { value: 'dark', label: t('shell.themeDark') },
  ] as const

  return (
    <Popover
      position="top-start"
      width={284}
      offset={8}
      shadow="md"
      radius="lg"
      trapFocus
      opened={opened}
      onChange={setOpened}
    >
      <Popover.Target>
        <button
          className={classes.account}
          type="button"
          aria-label={t('shell.account', { name: me.name, title })}
          onClick={() => setOpened(!opened)}
        >
          <Face name={me.name} size={34} />
          <span className={classes.who}>
            <span className={classes.name}>{me.name}</span> <span className={classes.title}>{title}</span>
          </span>
          <IconSelector size={16} stroke={1.6} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <div className={classes.email}>{me.email}</div>
        <div className={classes.setting}>
          <span className={classes.label}>{t('shell.theme')}</span>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('shell.theme')}
            data={[...schemes]}
            value={colorScheme}
            onChange={setColorScheme}
          />
        </div>
        <div className={classes.setting}>
          <span className={classes.label}>{t('shell.language')}</span>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('shell.language')}
            data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
            value={i18n.language}
            onChange={(value) => void chooseLanguage(value as Language)}
          />
        </div>
        <div className={classes.links}>
          {others.map(({ to, label, icon: Icon }) => (
            <Link key={to} className={classes.link} to={to} onClick={leave}>
              <Icon size={18} stroke={1.6} aria-hidden />
              {label}
            </Link>
          ))}
          <a className={classes.link} href="/docs" target="_blank" rel="noopener">
            <IconApi size={18} stroke={1.6} aria-hidden />
            {t('shell.apiDocs')}
          </a>
          <button className={classes.link} type="button" onClick={() => void signOut()}>
            <IconLogout size={18} stroke={1.6} aria-hidden />
            {t('shell.signOut')}
          </button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
