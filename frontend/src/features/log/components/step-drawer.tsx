import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { StoryNode } from '@/api/types'
import page from '@/components/page.module.css'
import { SideDrawer } from '@/components/side-drawer'
import { preciseTime } from '@/lib/time'
import { bodyOf } from '../payload'
import { useActorWords } from '../use-actor-words'
import { JsonView } from './json-view'
import classes from './log.module.css'

/** A step of a story, for those who may read the story but not the log. */
export function StepDrawer({ node }: { node: StoryNode }) {
  const { t, i18n } = useTranslation('log')
  const navigate = useNavigate()
  const actor = useActorWords()
  const zone = useMe().tenant.time_zone
  const close = () => void navigate({ to: '.', search: (before) => ({ ...before, open: undefined, with: undefined }) })
  return (
    <SideDrawer title={`${node.event} · ${node.position}`} onClose={close}>
      <dl className={classes.facts}>
        <dt>{t('event.occurred')}</dt>
        <dd>{preciseTime(node.at, i18n.language, zone)}</dd>
        <dt>{t('event.actor')}</dt>
        <dd>{actor(node.actor)}</dd>
        <dt>{t('event.stream')}</dt>
        <dd>
          {node.stream.type} <div className={classes.mono}>{node.stream.id}</div>
        </dd>
      </dl>
      <section className={classes.section} aria-labelledby="step-payload">
        <h3 id="step-payload" className={page.heading}>{t('event.payload')}</h3>
        <JsonView value={bodyOf(node.event, node.data as Record<string, unknown>)} label={t('event.payload')} />
      </section>
    </SideDrawer>
  )
}
