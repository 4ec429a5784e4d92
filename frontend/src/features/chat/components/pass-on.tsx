import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { detailOf } from '@/api/problem'
import type { Message } from '@/api/types'
import { Notice } from '@/components/notice'
import { usePassingOn } from '../api/use-passing-on'
import classes from './rating-reason.module.css'

interface Props {
  conversationId: string
  message: Message
}

/** Under a reply that was no help: whether others may read the question, so that there will be an answer. */
export default function PassOn({ conversationId, message }: Props) {
  const { t } = useTranslation()
  const pass = usePassingOn(conversationId, message.id)
  const on = message.passed_on
  return (
    <section className={classes.form} aria-label={t('chat.passOn.title')}>
      <p className={classes.words}>
        {t(on ? 'chat.passOn.done' : message.unanswered ? 'chat.passOn.unanswered' : 'chat.passOn.unhelpful')}{' '}
        {!on && t('chat.passOn.who')}
      </p>
      {pass.isError && <Notice tone="danger">{detailOf(pass.error)}</Notice>}
      <div className={classes.buttons}>
        <Button size="compact-md" variant={on ? 'subtle' : 'default'} loading={pass.isPending} onClick={() => pass.mutate(!on)}>
          {t(on ? 'chat.passOn.takeBack' : 'chat.passOn.submit')}
        </Button>
      </div>
    </section>
  )
}
