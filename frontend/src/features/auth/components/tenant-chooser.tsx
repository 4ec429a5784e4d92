import { Button } from '@mantine/core'
import { IconArrowLeft, IconBuildingStore, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { TenantChoice } from '../api/login'
import classes from './accounts.module.css'
import form from './entry-form.module.css'

interface Props {
  tenants: TenantChoice[]
  pending: boolean
  onChoose: (tenantId: string) => void
  onBack: () => void
}

/** For an address that is known to several businesses; the password was right already. */
export function TenantChooser({ tenants, pending, onChoose, onBack }: Props) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="choose-tenant">
      <h1 id="choose-tenant" className={form.title}>{t('auth.choose')}</h1>
      <p className={classes.text}>{t('auth.chooseText')}</p>
      <ul className={classes.list}>
        {tenants.map((tenant) => (
          <li key={tenant.id}>
            <button className={classes.account} type="button" disabled={pending} onClick={() => onChoose(tenant.id)}>
              <IconBuildingStore size={20} stroke={1.6} aria-hidden />
              <span className={classes.name}>{tenant.name}</span>
              <IconChevronRight size={16} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <Button variant="subtle" size="sm" mt="md" leftSection={<IconArrowLeft size={16} />} onClick={onBack}>
        {t('auth.back')}
      </Button>
    </section>
  )
}
