import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { IconMailCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { lettersQuery } from '../api/letters'
import { LetterRow } from '../components/letter-row'
import { LogPage } from '../components/log-page'
import log from '../components/log.module.css'

const route = getRouteApi('/app/log/dead-letters')

/** Events that a projection could not take, and those of their streams that wait behind them. */
export function LettersScreen() {
  const { t } = useTranslation('log')
  const navigate = useNavigate()
  const { projection } = route.useSearch()
  const letters = useQuery(lettersQuery(projection))
  const items = letters.data?.items
  return (
    <LogPage title={t('letters.title')} lead={t('letters.lead')}>
      {projection !== undefined && (
        <div className={log.pills}>
          <Button
            size="compact-sm"
            variant="light"
            rightSection={<IconX size={14} aria-hidden />}
            aria-label={t('letters.drop', { projection })}
            onClick={() => void navigate({ to: '/log/dead-letters', search: {}, replace: true })}
          >
            {t('letters.only', { projection })}
          </Button>
        </div>
      )}
      {letters.isPending && <Skeleton height={200} radius="lg" />}
      {letters.isError && <Notice tone="danger">{t('letters.failed')}</Notice>}
      {letters.data?.truncated && <Notice tone="warn">{t('letters.cut', { count: letters.data.items.length })}</Notice>}
      {items?.length === 0 && <EmptyNote icon={IconMailCheck} title={t('letters.empty')} text={t('letters.emptyText')} />}
      {items && items.length > 0 && (
        <ol className={log.rows} aria-label={t('letters.title')}>
          {items.map((letter) => (
            <li key={`${letter.projection}/${letter.position}`}>
              <LetterRow letter={letter} />
            </li>
          ))}
        </ol>
      )}
    </LogPage>
  )
}
