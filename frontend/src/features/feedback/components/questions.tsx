import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconMessageQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyNote } from '@/components/empty-note'
import { LoadFailure } from '@/components/load-failure'
import page from '@/components/page.module.css'
import { questionsQuery } from '../api/feedback'
import { Question } from './question'

/** The questions that were passed on: those that wait, or those that are dealt with. */
export function Questions({ settled }: { settled: boolean }) {
  const { t } = useTranslation('owner')
  const { t: app } = useTranslation()
  const list = useInfiniteQuery(questionsQuery(settled))
  return (
    <>
      {list.isPending && <Skeleton height={150} radius="lg" />}
      <LoadFailure text={t('feedback.questionsFailed')} query={list} />
      {list.data?.length === 0 && (
        <EmptyNote
          icon={IconMessageQuestion}
          title={t(settled ? 'feedback.noneSettled' : 'feedback.none')}
          text={t('feedback.noneText')}
        />
      )}
      <ul className={page.list} aria-labelledby="questions">
        {list.data?.map((question) => (
          <li key={question.id}>
            <Question question={question} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {app('documents.more')}
        </Button>
      )}
    </>
  )
}
