import { Button, CopyButton, MultiSelect, Select, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '@/components/failure'
import { Notice } from '@/components/notice'
import { scopeWords } from '@/components/scope-words'
import { SCOPES } from '@/components/scopes'
import { useMakeKey } from '../api/account'
import classes from './account.module.css'

const DAYS = [30, 90, 365]

/** A new key: what for, what it may do, for how long. It is shown once. */
export function MakeKey() {
  const { t } = useTranslation()
  const make = useMakeKey()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>([])
  const [days, setDays] = useState(90)
  const [tried, setTried] = useState(false)

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    if (name.trim() === '' || scopes.length === 0) return
    make.mutate({ name: name.trim(), scopes, expires_in_days: days })
  }

  function done() {
    make.reset()
    setName('')
    setScopes([])
    setTried(false)
  }

  if (make.data) {
    return (
      <section className={classes.card} aria-label={t('account.keyOf', { name })}>
        <Notice tone="warn">{t('account.keyShown')}</Notice>
        <div className={classes.copy}>
          <TextInput
            className={classes.key}
            aria-label={t('account.keyOf', { name })}
            value={make.data.key}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={make.data.key} timeout={2_500}>
            {({ copied, copy }) => (
              <Button variant={copied ? 'light' : 'filled'} onClick={copy} autoFocus>
                {t(copied ? 'app.copied' : 'account.copyKey')}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={done}>
            {t('account.doneWithKey')}
          </Button>
        </div>
      </section>
    )
  }
  return (
    <form className={classes.card} onSubmit={submit} aria-label={t('account.makeKey')} noValidate>
      <Failure error={make.error} />
      <div className={classes.fields}>
        <TextInput
          label={t('account.keyName')}
          placeholder={t('account.keyExample')}
          value={name}
          maxLength={80}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
          error={tried && name.trim() === '' && t('account.keyNameMissing')}
        />
        <Select
          label={t('account.days')}
          data={DAYS.map((count) => ({ value: String(count), label: t('account.dayCount', { count }) }))}
          value={String(days)}
          onChange={(value) => setDays(Number(value ?? 90))}
          allowDeselect={false}
        />
        <MultiSelect
          className={classes.wide}
          label={t('account.scopes')}
          data={SCOPES.map((scope) => ({ value: scope, label: scopeWords(scope, t) }))}
          value={scopes}
          onChange={setScopes}
          error={tried && scopes.length === 0 && t('account.scopesMissing')}
          hidePickedOptions
          searchable
        />
      </div>
      <div className={classes.buttons}>
        <Button type="submit" loading={make.isPending}>
          {t('account.makeKey')}
        </Button>
      </div>
    </form>
  )
}
