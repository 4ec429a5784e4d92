import {
  IconBolt, IconBook2, IconCheckbox, IconMessage, IconMessageReply, IconPlayerStop, IconScale, IconSparkles, IconTool,
  type Icon,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Explanation, StoryNode } from '@/api/types'
import { preciseTime } from '@/lib/time'
import { useActorWords } from '../use-actor-words'
import { isAbout, sentencesOf } from '../why-words'
import classes from './why.module.css'

const ICONS: Record<StoryNode['kind'], Icon> = {
  message: IconMessage,
  context: IconBook2,
  attempt: IconSparkles,
  tool: IconTool,
  turn: IconPlayerStop,
  policy: IconScale,
  approval: IconCheckbox,
  action: IconBolt,
  reply: IconMessageReply,
  effect: IconBolt,
}

/** The story in plain words, from what it began with to what came of it. */
export function WhyStory({ explanation, open }: { explanation: Explanation; open: number | undefined }) {
  const { t, i18n } = useTranslation('log')
  const actor = useActorWords()
  const zone = useMe().tenant.time_zone
  const sentences = sentencesOf(explanation, { t, actor, language: i18n.language })
  return (
    <ol className={classes.story} aria-label={t('why.plain')}>
      {sentences.map(({ node, text }) => {
        const Glyph = ICONS[node.kind]
        return (
          <li key={node.id}>
            <Link
              to="."
              search={(before) => ({ ...before, open: node.position, with: undefined })}
              className={classes.sentence}
              aria-current={node.position === open}
            >
              <span className={classes.icon} data-kind={node.kind}>
                <Glyph size={18} stroke={1.7} aria-hidden />
              </span>
              <span className={classes.words}>
                {text}{' '}
                {isAbout(explanation.about, node) && <span className={classes.about}>{t('why.about')}</span>}
              </span>
              <time className={classes.time} dateTime={node.at}>{preciseTime(node.at, i18n.language, zone)}</time>
            </Link>
          </li>
        )
      })}
    </ol>
  )
}
