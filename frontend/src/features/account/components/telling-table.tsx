import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/notice-preferences'
import type { NoticePreferences } from '@/api/types'
import type { Change } from '../telling'
import classes from './telling.module.css'

const CHANNELS: readonly Channel[] = ['in_app', 'push']

interface Props {
  kinds: NoticePreferences['kinds']
  onChange: (change: Change) => void
}

/** A row for each kind of notice, a column for each channel beyond the list. */
export function TellingTable({ kinds, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <table className={classes.table} aria-labelledby="account-telling" aria-describedby="telling-urgent">
      <caption id="telling-urgent" className={classes.urgent}>{t('telling.urgent')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('telling.kind')}</th>
          {CHANNELS.map((channel) => <th key={channel} scope="col">{t(`telling.channels.${channel}`)}</th>)}
        </tr>
      </thead>
      <tbody>
        {kinds.map(({ kind, ...on }) => (
          <tr key={kind}>
            <th scope="row">
              {t(`telling.kinds.${kind}.name`)}
              <span className={classes.means}>{t(`telling.kinds.${kind}.text`)}</span>
            </th>
            {CHANNELS.map((channel) => (
              <td key={channel}>
                <Switch
                  size="md"
                  aria-label={t('telling.of', { kind: t(`telling.kinds.${kind}.name`), channel: t(`telling.channels.${channel}`) })}
                  checked={on[channel]}
                  onChange={(event) => onChange({ kind, channel, on: event.currentTarget.checked })}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
