import { Button, TextInput } from '@mantine/core'
import { IconBuildingStore } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { OperatedTenant } from '@/api/types'
import { Failure } from '@/components/failure'
import rows from '@/components/rows.module.css'
import { fieldText, focusFirstFault } from '@/lib/form-fields'
import { fullTime } from '@/lib/time'
import { useResume, useSuspend } from '../api/tenants'
import classes from './tenant-row.module.css'

/** A business: suspended for a reason, and resumed. */
export function TenantRow({ tenant }: { tenant: OperatedTenant }) {
  const { t, i18n } = useTranslation()
  const resume = useResume(tenant.id)
  const suspend = useSuspend(tenant.id)
  const [asking, setAsking] = useState(false)
  const [fault, setFault] = useState<string>()
  const { name } = tenant
  const error = suspend.error ?? resume.error

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const reason = fieldText(event.currentTarget, 'reason').trim()
    const found = reason === '' ? t('operator.reasonMissing') : undefined
    setFault(found)
    if (!focusFirstFault(event.currentTarget, { reason: found })) suspend.mutate(reason, { onSuccess: () => setAsking(false) })
  }

  return (
    <article className={rows.row} aria-label={name}>
      <span className={rows.icon}>
        <IconBuildingStore size={20} stroke={1.6} aria-hidden />
      </span>
      <div className={rows.body}>
        <span className={rows.name}>
          {name}
          {tenant.status === 'suspended' && (
            <span className={rows.badge} data-tone="danger">{t('operator.suspended')}</span>
          )}
        </span>
        <span className={rows.facts}>
          {t('operator.members', { count: tenant.members })} ·{' '}
          {t('operator.since', { when: fullTime(tenant.registered_at, i18n.language) })}
        </span>
      </div>
      {tenant.status === 'suspended' ? (
        <Button
          variant="light"
          aria-label={t('operator.resumeOf', { name })}
          loading={resume.isPending}
          onClick={() => resume.mutate()}
        >
          {t('operator.resume')}
        </Button>
      ) : (
        <Button
          variant="subtle"
          color="red"
          aria-label={t('operator.suspendOf', { name })}
          aria-expanded={asking}
          onClick={() => setAsking(!asking)}
        >
          {t(asking ? 'app.cancel' : 'operator.suspend')}
        </Button>
      )}
      {asking && tenant.status !== 'suspended' && (
        <form className={classes.form} onSubmit={submit} aria-label={t('operator.suspendOf', { name })} noValidate>
          <TextInput
            className={classes.reason}
            name="reason"
            label={t('operator.reason')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            description={t('operator.reasonText')}
            maxLength={500}
            error={fault}
            autoFocus
          />
          <Button type="submit" color="red" loading={suspend.isPending}>
            {t('operator.suspend')}
          </Button>
        </form>
      )}
      {error && (
        <div className={rows.whole}>
          <Failure error={error} />
        </div>
      )}
    </article>
  )
}
