import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { login, tenantChoices, type Credentials } from '../api/login'
import { DemoAccounts } from '../components/demo-accounts'
import { EntryFrame } from '../components/entry-frame'
import { SignInForm } from '../components/sign-in-form'
import { TenantChooser } from '../components/tenant-chooser'

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

  return (
    <EntryFrame title={t('auth.title')}>
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
    </EntryFrame>
  )
}
