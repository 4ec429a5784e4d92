import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMayManage } from '@/api/me'
import { detailOf } from '@/api/problem'
import type { Message } from '@/api/types'
import { Notice } from '@/components/notice'
import { usePassingOn } from '../api/use-passing-on'
import classes from './rating-reason.module.css'

interface Props {
  conversationId: string
  message: Message
  question: string
}

/**
 * Under a reply that was no help: whoever may write documents writes one, others choose whether
 * those may read the question, so that there will be an answer.
 */
export default function PassOn({ conversationId, message, question }: Props) {
  const { t } = useTranslation()
  const mayWrite = useMayManage()
  const pass = usePassingOn(conversationId, message.id)
  const on = message.passed_on
  const asks = !on && !mayWrite
  return (
    <section className={classes.form} aria-label={t('chat.passOn.title')}>
      <p className={classes.words}>
        {t(on ? 'chat.passOn.done' : message.unanswered ? 'chat.passOn.unanswered' : 'chat.passOn.unhelpful')} {asks && t('chat.passOn.who')}
      </p>
      {pass.isError && <Notice tone="danger">{detailOf(pass.error)}</Notice>}
      <div className={classes.buttons}>
        {mayWrite && (
          <Button size="compact-md" variant="default" renderRoot={(props) => <Link to="/documents" search={{ write: question }} {...props} />}>
            {t('chat.passOn.write')}
          </Button>
        )}
        {(on || asks) && (
          <Button size="compact-md" variant={on ? 'subtle' : 'default'} loading={pass.isPending} onClick={() => pass.mutate(!on)}>
            {t(on ? 'chat.passOn.takeBack' : 'chat.passOn.submit')}
          </Button>
        )}
      </div>
    </section>
  )
}
