import { Button, Select, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Member, Role } from '@/api/types'
import { Failure } from '@/components/failure'
import page from '@/components/page.module.css'
import { SideDrawer } from '@/components/side-drawer'
import { fieldText } from '@/lib/form-fields'
import { personName } from '@/lib/person-name'
import { rolesUnder, useChangeRole, useEraseMember, useRemoveMember, useSignOutMember } from '../api/people'
import classes from './invite.module.css'
import form from '@/components/shifts/forms.module.css'

/** What somebody may do here and is called; signing them out; removing or erasing them, after asking once. */
export function ChangePerson({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation()
  const owner = useMe().role === 'owner'
  const allowed = rolesUnder(useMe().role)
  const name = personName(member.name, t)
  const change = useChangeRole(member.id)
  const remove = useRemoveMember(member.id)
  const signOut = useSignOutMember(member.id)
  const erase = useEraseMember(member.id)
  const [role, setRole] = useState<Role>(member.role)
  const [asking, setAsking] = useState<'remove' | 'erase'>()

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const title = fieldText(event.currentTarget, 'title').trim() || member.title
    change.mutate({ role, title }, { onSuccess: onClose })
  }

  return (
    <SideDrawer title={t('people.change', { name })} onClose={onClose}>
      {owner && (
        <form className={form.form} onSubmit={submit} noValidate>
          <Failure error={change.error} />
          <Select
            label={t('people.role')}
            data={allowed.map((one) => ({ value: one, label: t(`people.roles.${one}`) }))}
            value={role}
            onChange={(value) => setRole(allowed.find((one) => one === value) ?? member.role)}
            allowDeselect={false}
          />
          <TextInput name="title" label={t('people.jobTitle')} defaultValue={member.title} maxLength={80} />
          <div className={form.buttons}>
            <Button type="submit" loading={change.isPending}>
              {t('people.save')}
            </Button>
          </div>
        </form>
      )}
      <section className={classes.section} aria-labelledby="person-access">
        <h3 id="person-access" className={page.heading}>{t('people.access')}</h3>
        <div className={form.form}>
          <Failure error={remove.error ?? signOut.error ?? erase.error} />
          {owner && (
            <div className={classes.row}>
              <span className={classes.who} role="status">
                {t(signOut.isSuccess ? 'people.signedOut' : 'people.signOutText', { name })}
              </span>
              <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
                {t('people.signOut')}
              </Button>
            </div>
          )}
          <div className={classes.row}>
            <span className={classes.who}>{t('people.removeText', { name })}</span>
            {asking === 'remove' ? (
              <span className={classes.buttons}>
                <Button variant="default" onClick={() => setAsking(undefined)} autoFocus>
                  {t('people.keep')}
                </Button>
                <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(undefined, { onSuccess: onClose })}>
                  {t('people.reallyRemove', { name })}
                </Button>
              </span>
            ) : (
              <Button variant="light" color="red" onClick={() => setAsking('remove')}>
                {t('people.remove')}
              </Button>
            )}
          </div>
          {owner && (
            <div className={classes.row}>
              <span className={classes.who}>{t('people.eraseText', { name })}</span>
              {asking === 'erase' ? (
                <span className={classes.buttons}>
                  <Button variant="default" onClick={() => setAsking(undefined)} autoFocus>
                    {t('people.keep')}
                  </Button>
                  <Button color="red" loading={erase.isPending} onClick={() => erase.mutate(undefined, { onSuccess: onClose })}>
                    {t('people.reallyErase', { name })}
                  </Button>
                </span>
              ) : (
                <Button variant="light" color="red" onClick={() => setAsking('erase')}>
                  {t('people.erase')}
                </Button>
              )}
            </div>
          )}
        </div>
      </section>
    </SideDrawer>
  )
}
