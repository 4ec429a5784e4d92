import { Button, Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { IconBellRinging } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { keys } from '@/api/keys'
import { useMe } from '@/api/me'
import { PushDenied, pushQuery, pushSupported, switchOffPush, switchOnPush } from '@/api/push'
import { Failure } from '@/components/failure'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import classes from './account.module.css'
import { PushDevice } from './push-device'

/** Which devices are told while the app is closed; this one is switched on by a click. */
export function PushDevices() {
  const { t } = useTranslation()
  const me = useMe()
  const queries = useQueryClient()
  const push = useQuery(pushQuery)
  const supported = pushSupported()
  const settled = () => queries.invalidateQueries({ queryKey: keys.push })
  const on = useMutation({ mutationFn: (key: string) => switchOnPush(me.id, key), onSettled: settled })
  const off = useMutation({
    mutationFn: ({ id, current }: { id: string; current: boolean }) => switchOffPush(id, current),
    onSettled: settled,
  })
  const key = push.data?.key ?? null
  const devices = push.data?.devices ?? []

  return (
    <section className={classes.section} aria-labelledby="account-push">
      <h2 id="account-push" className={page.heading}>{t('account.push')}</h2>
      <p className={page.text}>{t('account.pushText')}</p>
      {push.isPending && <Skeleton height={72} radius="lg" />}
      {push.isError && <Failure error={push.error} />}
      {push.isSuccess && key === null && <Notice tone="calm">{t('account.pushNotSet')}</Notice>}
      {push.isSuccess && key !== null && !supported && <Notice tone="calm">{t('account.pushUnsupported')}</Notice>}
      <ul className={page.list}>
        {devices.map((device) => (
          <li key={device.id}>
            <PushDevice
              device={device}
              ending={off.isPending && off.variables.id === device.id}
              onEnd={() => off.mutate({ id: device.id, current: device.current })}
            />
          </li>
        ))}
      </ul>
      {on.error instanceof PushDenied ? (
        <Notice tone="warn">{t('account.pushDenied')}</Notice>
      ) : (
        <Failure error={on.error ?? off.error} />
      )}
      {key !== null && supported && !devices.some((device) => device.current) && (
        <div className={`${classes.buttons} ${classes.after}`}>
          <Button
            leftSection={<IconBellRinging size={17} stroke={1.7} />}
            loading={on.isPending}
            onClick={() => on.mutate(key)}
          >
            {t('account.pushOn')}
          </Button>
        </div>
      )}
    </section>
  )
}
