import { useTranslation } from 'react-i18next'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { ApiKeys } from '../components/api-keys'
import { ChangePassword } from '../components/change-password'
import { EraseMe } from '../components/erase-me'
import { Everything } from '../components/everything'
import { Leave } from '../components/leave'
import { PushDevices } from '../components/push-devices'
import { Sessions } from '../components/sessions'
import { Telling } from '../components/telling'

/** One's own access: sessions, password, keys; what tells one of notices; what is known of one; leaving, and being forgotten. */
export function AccountScreen() {
  const { t } = useTranslation()
  return (
    <Page title={t('account.title')}>
      <p className={page.text}>{t('account.lead')}</p>
      <Sessions />
      <PushDevices />
      <Telling />
      <ChangePassword />
      <ApiKeys />
      <Everything />
      <Leave />
      <EraseMe />
    </Page>
  )
}
