import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { Mark } from '@/components/mark'
import { Notice } from '@/components/notice'
import { ScreenHeader } from '@/components/screen-header'
import { NEW, useStartConversation } from '../api/conversation'
import { Composer } from '../components/composer'
import { loadMarkdown } from '../components/markdown'
import { ModelBadge } from '../components/model-badge'
import { SuggestedPrompts } from '../components/suggested-prompts'
import screen from './chat-screen.module.css'
import classes from './new-chat-screen.module.css'

/** Owners alone are shown it, and only while a business is new. */
const FirstSteps = lazy(() => import('../components/first-steps'))

/** An empty conversation: who answers here, and what could be asked. */
export function NewChatScreen() {
  const { t } = useTranslation()
  const me = useMe()
  const start = useStartConversation(me.id)
  useEffect(() => void loadMarkdown(), [])

  return (
    <div className={screen.screen}>
      <ScreenHeader title={t('conversations.new')}>
        <ModelBadge />
      </ScreenHeader>
      <div className={classes.welcome}>
        <div className={classes.inner}>
          <Mark size={52} />
          <h2 className={classes.hello}>{t('chat.hello', { name: me.name })}</h2>
          <p className={classes.text}>{t('chat.helloText', { tenant: me.tenant.name })}</p>
          {me.role === 'owner' && (
            <Suspense>
              <FirstSteps tenant={me.tenant} />
            </Suspense>
          )}
          <SuggestedPrompts disabled={start.isPending} onChoose={(text) => start.mutate(text)} />
        </div>
      </div>
      {start.isError && (
        <div className={classes.problem}>
          <Notice tone="danger">{t('chat.startFailed', { detail: start.error.message })}</Notice>
        </div>
      )}
      <Composer place={NEW} busy={start.isPending} keepText onSend={(text) => start.mutate(text)} />
    </div>
  )
}
