import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/api/problem'
import { fieldText, focusFirstFault } from '@/lib/form-fields'
import { regional } from '@/lib/time'
import { useRequestKey } from '@/lib/use-request-key'
import { register } from '../api/register'
import { EntryFrame } from '../components/entry-frame'
import classes from '../components/entry-form.module.css'
import { LoginError } from '../components/login-error'
import { LanguageSelect } from '@/components/language-select'
import { NewPassword, passwordFault, passwordRefusal } from '@/components/new-password'
import { HERE, ZoneSelect } from '@/components/zone-select'

type Faults = Partial<Record<'business' | 'name' | 'email' | 'password', string | undefined>>

/** A business registers itself, with its owner, who is signed in at once. */
export function RegisterScreen() {
  const { t, i18n } = useTranslation()
  const router = useRouter()
  const [faults, setFaults] = useState<Faults>({})
  const [zone, setZone] = useState(HERE)
  const [locale, setLocale] = useState(() => regional(i18n.language))
  const request = useRequestKey()
  const sending = useMutation({
    mutationFn: register,
    onSuccess: () => router.navigate({ to: '/', replace: true }),
  })
  const refused = passwordRefusal(sending.error, t)
  const taken = sending.error instanceof Problem && sending.error.slug === 'email-taken' ? t('register.taken') : undefined

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const of = (name: string) => fieldText(form, name)
    const registration = {
      tenant: { name: of('business').trim(), time_zone: zone, locale },
      owner: { name: of('name').trim(), email: of('email').trim(), password: of('password') },
    }
    const found: Faults = {
      business: registration.tenant.name === '' ? t('register.businessMissing') : undefined,
      name: registration.owner.name === '' ? t('register.nameMissing') : undefined,
      email: /^\S+@\S+$/.test(registration.owner.email) ? undefined : t('auth.emailWrong'),
      password: passwordFault(registration.owner.password, t),
    }
    setFaults(found)
    sending.reset()
    if (!focusFirstFault(form, found)) sending.mutate({ ...registration, key: request.keyOf(registration) })
  }

  return (
    <EntryFrame title={t('register.title')}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <h1 className={classes.title}>{t('register.title')}</h1>
        {!refused && !taken && <LoginError error={sending.error} other={(detail) => t('register.failed', { detail })} />}
        <TextInput
          name="business"
          label={t('register.business')}
          autoComplete="organization"
          maxLength={200}
          size="md"
          error={faults.business}
          autoFocus
        />
        <div className={classes.pair}>
          <ZoneSelect label={t('register.zone')} value={zone} onChange={setZone} size="md" />
          <LanguageSelect label={t('register.language')} locale={locale} onChange={setLocale} size="md" />
        </div>
        <TextInput
          name="name"
          label={t('register.name')}
          autoComplete="name"
          maxLength={200}
          size="md"
          error={faults.name}
        />
        <TextInput
          name="email"
          label={t('auth.email')}
          type="email"
          autoComplete="username"
          size="md"
          error={faults.email ?? taken}
        />
        <NewPassword name="password" error={faults.password ?? refused} />
        <Button type="submit" size="md" fullWidth loading={sending.isPending} mt={4}>
          {t('register.submit')}
        </Button>
      </form>
      <p className={classes.below}>
        <Link to="/sign-in" search={{}}>{t('register.toSignIn')}</Link>
      </p>
    </EntryFrame>
  )
}
