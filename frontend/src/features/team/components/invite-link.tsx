import { Button, CopyButton, TextInput } from '@mantine/core'
import { IconCheck, IconCopy, IconShare2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { fullTime } from '@/lib/time'
import classes from './invite.module.css'

interface Props {
  name: string
  url: string
  expiresAt: string
  email: string | null
}

/** The link by which somebody joins. It is shown once, so it can be copied at once. */
export function InviteLink({ name, url, expiresAt, email }: Props) {
  const { t, i18n } = useTranslation()
  const zone = useMe().tenant.time_zone
  return (
    <div className={classes.link} role="status">
      <p className={classes.text}>
        {t('people.linkText', { name, time: fullTime(expiresAt, i18n.language, zone) })}
        {email !== null && ` ${t('people.linkMailed', { email })}`}
      </p>
      <div className={classes.copy}>
        <TextInput
          className={classes.url}
          aria-label={t('people.linkFor', { name })}
          value={url}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={url} timeout={2_500}>
          {({ copied, copy }) => (
            <Button
              variant={copied ? 'light' : 'filled'}
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              onClick={copy}
              autoFocus
            >
              {t(copied ? 'app.copied' : 'people.copy')}
            </Button>
          )}
        </CopyButton>
        {'share' in navigator && (
          <Button variant="default" leftSection={<IconShare2 size={16} aria-hidden />} onClick={() => void navigator.share({ url }).catch(() => undefined)}>
            {t('people.share')}
          </Button>
        )}
      </div>
    </div>
  )
}
