import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { IconMessage2Check, IconQuote, IconZoomQuestion } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Mark } from '@/components/mark'
import { login, tenantChoices, type Credentials } from '../api/login'
import { DemoAccounts } from '../components/demo-accounts'
import { SignInForm } from '../components/sign-in-form'
import { TenantChooser } from '../components/tenant-chooser'
import classes from './sign-in-screen.module.css'

const route = getRouteApi('/sign-in')

export function SignInScreen() {
  const { t } = useTranslation()
  const router = useRouter()
  const { next } = route.useSearch()
  const signIn = useMutation({
    mutationFn: (credentials: Credentials) => login(credentials),
    onSuccess: () => router.navigate({ href: next ?? '/', replace: true }),
  })
  const tenants = tenantChoices(signIn.error)
  const last = signIn.variables

  useEffect(() => {
    document.title = `${t('auth.title')} · Steward`
  }, [t])

  return (
    <div className={classes.page}>
      <aside className={classes.story}>
        <div className={classes.brand}>
          <Mark size={36} />
          <span>Steward</span>
        </div>
        <p className={classes.tagline}>{t('app.tagline')}</p>
        <ul className={classes.promises}>
          <li><IconQuote size={20} stroke={1.6} aria-hidden />{t('auth.promiseAnswers')}</li>
          <li><IconMessage2Check size={20} stroke={1.6} aria-hidden />{t('auth.promiseActs')}</li>
          <li><IconZoomQuestion size={20} stroke={1.6} aria-hidden />{t('auth.promiseExplains')}</li>
        </ul>
      </aside>
      <main className={classes.main}>
        <div className={classes.card}>
          {tenants && last ? (
            <TenantChooser
              tenants={tenants}
              pending={signIn.isPending}
              onBack={() => signIn.reset()}
              onChoose={(tenant_id) => signIn.mutate({ ...last, tenant_id })}
            />
          ) : (
            <>
              <SignInForm
                pending={signIn.isPending}
                error={signIn.error}
                onSubmit={(credentials) => signIn.mutate(credentials)}
              />
              <DemoAccounts pending={signIn.isPending} onChoose={(credentials) => signIn.mutate(credentials)} />
            </>
          )}
        </div>
      </main>
    </div>
  )
}
