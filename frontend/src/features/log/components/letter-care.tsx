import { Button, TextInput } from '@mantine/core'
import { IconRefresh, IconTrash } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe, useOperates } from '@/api/me'
import type { DeadLetter, ProjectionRequest } from '@/api/types'
import { Failure } from '@/components/failure'
import page from '@/components/page.module.css'
import { fieldText, focusFirstFault } from '@/lib/form-fields'
import { useDiscard, useRetry } from '../api/letters'
import figures from './console.module.css'

interface Props {
  letter: DeadLetter
  /** How many events of the stream wait behind it. */
  behind: number
  onAsked: (request: ProjectionRequest) => void
}

/** Try it again, or leave it out for good; and what each of them means. */
export function LetterCare({ letter, behind, onAsked }: Props) {
  const { t } = useTranslation('log')
  const operates = useOperates()
  const owns = useMe().role === 'owner'
  const retry = useRetry()
  const discard = useDiscard()
  const [asking, setAsking] = useState(false)
  const [fault, setFault] = useState<string>()
  const { projection, position } = letter
  if (!operates && !owns) return null

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const reason = fieldText(event.currentTarget, 'reason').trim()
    const found = reason === '' ? t('letters.reasonMissing') : undefined
    setFault(found)
    if (focusFirstFault(event.currentTarget, { reason: found })) return
    discard.mutate({ projection, position, reason }, {
      onSuccess: (request) => {
        setAsking(false)
        onAsked(request)
      },
    })
  }

  return (
    <section className={figures.panel} aria-labelledby="letter-care">
      <h2 id="letter-care" className={page.heading}>{t('letters.care')}</h2>
      <p className={page.text}>{t('letters.retryText')}</p>
      <div className={figures.actions}>
        <Button
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={retry.isPending}
          onClick={() => retry.mutate({ projection, position }, { onSuccess: onAsked })}
        >
          {t('letters.retry')}
        </Button>
        {operates && letter.first && (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            aria-expanded={asking}
            onClick={() => setAsking(!asking)}
          >
            {t('letters.discard')}
          </Button>
        )}
      </div>
      {asking && (
        <form className={figures.question} onSubmit={submit} aria-label={t('letters.discard')} noValidate>
          <p>{t('letters.discardText', { projection })} {behind > 0 && t('letters.discardBehind', { count: behind })}</p>
          <TextInput name="reason" label={t('letters.discardReason')} maxLength={500} error={fault} autoFocus />
          <div className={figures.actions}>
            <Button type="submit" color="red" loading={discard.isPending}>{t('letters.discardNow')}</Button>
            <Button variant="subtle" color="gray" onClick={() => setAsking(false)}>{t('projections.cancel')}</Button>
          </div>
        </form>
      )}
      <Failure error={retry.error ?? discard.error} />
    </section>
  )
}
