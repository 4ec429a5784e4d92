import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DemoAccount } from '@/api/types'
import { Face } from '@/components/face'
import { personName } from '@/lib/person-name'
import { DEMO_PASSWORD, demoQuery } from '../api/demo'
import type { Credentials } from '../api/login'
import classes from './accounts.module.css'

interface Props {
  pending: boolean
  onChoose: (credentials: Credentials) => void
}

/** The seeded accounts, one click away; the server lists them only where that is safe. */
export function DemoAccounts({ pending, onChoose }: Props) {
  const { t } = useTranslation()
  const { data } = useQuery(demoQuery)
  if (!data?.enabled || data.accounts.length === 0) return null
  return (
    <section className={classes.demo} aria-labelledby="demo-accounts">
      <h2 id="demo-accounts" className={classes.heading}>{t('auth.demo')}</h2>
      <p className={classes.text}>{t('auth.demoText')}</p>
      {byTenant(data.accounts).map(([tenant, accounts]) => (
        <div key={tenant} className={classes.group}>
          <h3 className={classes.tenant}>{tenant}</h3>
          <ul className={classes.grid}>
            {accounts.map((account) => (
              <li key={account.email}>
                <button
                  className={classes.account}
                  type="button"
                  disabled={pending}
                  aria-label={t('auth.demoAs', { ...account, name: personName(account.name, t) })}
                  onClick={() => onChoose({ email: account.email, password: DEMO_PASSWORD })}
                >
                  <Face name={personName(account.name, t)} size={30} />
                  <span className={classes.who}>
                    <span className={classes.name}>{personName(account.name, t)}</span>{' '}
                    <span className={classes.role}>{account.title}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

function byTenant(accounts: DemoAccount[]): [string, DemoAccount[]][] {
  const groups = new Map<string, DemoAccount[]>()
  for (const account of accounts) groups.set(account.tenant, [...(groups.get(account.tenant) ?? []), account])
  return [...groups]
}
