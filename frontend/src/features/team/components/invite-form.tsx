import { Button, Select, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Role } from '@/api/types'
import { Failure } from '@/components/failure'
import { fieldText, focusFirstFault } from '@/lib/form-fields'
import { useRequestKey } from '@/lib/use-request-key'
import { rolesUnder, useInvite } from '../api/people'
import forms from '@/components/shifts/forms.module.css'
import classes from './invite.module.css'
import { InviteLink } from './invite-link'

type Faults = Partial<Record<'name' | 'title' | 'email', string | undefined>>

/** Whom to invite; then the link to send them. */
export function InviteForm() {
  const { t } = useTranslation()
  const allowed = rolesUnder(useMe().role)
  const invite = useInvite()
  const request = useRequestKey()
  const [role, setRole] = useState<Role>('member')
  const [faults, setFaults] = useState<Faults>({})
  const sent = invite.variables

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const email = fieldText(form, 'email').trim()
    const wanted = {
      name: fieldText(form, 'name').trim(),
      title: fieldText(form, 'title').trim(),
      role,
      email: email === '' ? null : email,
    }
    const found: Faults = {
      name: wanted.name === '' ? t('people.nameMissing') : undefined,
      title: wanted.title === '' ? t('people.titleMissing') : undefined,
      email: email === '' || /^\S+@\S+$/.test(email) ? undefined : t('auth.emailWrong'),
    }
    setFaults(found)
    if (!focusFirstFault(form, found)) invite.mutate({ ...wanted, key: request.keyOf(wanted) })
  }

  if (invite.data && sent) {
    return (
      <section className={forms.card} aria-label={t('people.invite')}>
        <InviteLink name={sent.name} url={invite.data.url} expiresAt={invite.data.expires_at} email={sent.email} />
        <div>
          <Button
            variant="default"
            size="sm"
            onClick={() => {
              request.spend()
              invite.reset()
            }}
          >
            {t('people.another')}
          </Button>
        </div>
      </section>
    )
  }
  return (
    <form className={forms.card} onSubmit={submit} aria-label={t('people.invite')} noValidate>
      <Failure error={invite.error} />
      <div className={classes.fields}>
        <TextInput name="name" label={t('people.name')} maxLength={200} autoComplete="off" error={faults.name} autoFocus />
        <TextInput
          name="title"
          label={t('people.jobTitle')}
          placeholder={t('people.titleExample')}
          maxLength={80}
          autoComplete="off"
          error={faults.title}
        />
        <Select
          label={t('people.role')}
          data={allowed.map((one) => ({ value: one, label: t(`people.roles.${one}`) }))}
          value={role}
          onChange={(value) => setRole(allowed.find((one) => one === value) ?? 'member')}
          allowDeselect={false}
        />
        <TextInput
          name="email"
          type="email"
          label={t('people.email')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          description={t('people.emailText')}
          autoComplete="off"
          error={faults.email}
        />
      </div>
      <div className={forms.buttons}>
        <Button type="submit" loading={invite.isPending}>
          {t('people.makeLink')}
        </Button>
      </div>
    </form>
  )
}
