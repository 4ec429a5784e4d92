import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconTimelineEvent } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayReadLog } from '@/api/me'
import { Problem } from '@/api/problem'
import type { Explanation } from '@/api/types'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { explainQuery } from '../api/explain'
import { EventDrawer } from '../components/event-drawer'
import { LogPage } from '../components/log-page'
import { StepDrawer } from '../components/step-drawer'
import { WhyGraph } from '../components/why-graph'
import { WhyStory } from '../components/why-story'
import { stepsOf } from '../lanes'

const route = getRouteApi('/app/log/explain/$id')

/** How a reply, a notice, an action or any other thing came about: in plain words, then step by step. */
export function WhyScreen() {
  const { t } = useTranslation('log')
  const { id } = route.useParams()
  const found = useQuery(explainQuery(id))
  const none = found.error instanceof Problem && (found.error.status === 404 || found.error.status === 400)
  return (
    <LogPage title={t('why.title')} lead={t('why.lead')}>
      {found.isPending && <Skeleton height={420} radius="lg" />}
      {none && <EmptyNote icon={IconTimelineEvent} title={t('why.empty')} text={t('why.emptyText')} />}
      {found.isError && !none && <Notice tone="danger">{t('why.failed')}</Notice>}
      {found.data && <Story explanation={found.data} />}
    </LogPage>
  )
}

function Story({ explanation }: { explanation: Explanation }) {
  const { t } = useTranslation('log')
  const { open, with: other } = route.useSearch()
  const reads = useMayReadLog()
  const steps = useMemo(() => stepsOf(explanation), [explanation])
  const opened = explanation.nodes.find((node) => node.position === open)
  return (
    <>
      {explanation.truncated && <Notice tone="warn">{t('why.cut', { count: explanation.nodes.length })}</Notice>}
      <section aria-labelledby="why-plain">
        <h2 id="why-plain" className={page.heading}>{t('why.plain')}</h2>
        <WhyStory explanation={explanation} open={open} />
      </section>
      <section aria-labelledby="why-steps">
        <h2 id="why-steps" className={page.heading}>{t('why.steps')}</h2>
        <WhyGraph steps={steps} open={open} />
      </section>
      {open !== undefined && reads && <EventDrawer key={open} position={open} other={other} />}
      {opened && !reads && <StepDrawer node={opened} />}
    </>
  )
}
