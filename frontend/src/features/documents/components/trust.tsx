import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { detailOf } from '@/api/problem'
import type { DocumentDetail } from '@/api/types'
import { Notice } from '@/components/notice'
import { useTrustDocument } from '../api/trust-document'

/** For those who manage: what an untrusted document means, and the word that it can be trusted; and back. */
export function Trust({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation()
  const decide = useTrustDocument(document)
  const untrusted = document.trust === 'untrusted'
  // What was written here is trusted from the start; only a file's trust is taken back.
  if (!untrusted && document.source !== 'upload') return null
  const button = (
    <Button
      size="compact-sm"
      variant="default"
      loading={decide.isPending}
      onClick={() => decide.mutate(untrusted ? 'trusted' : 'untrusted')}
    >
      {untrusted ? t('documents.trust') : t('documents.distrust')}
    </Button>
  )
  return (
    <Notice tone={untrusted ? 'warn' : 'calm'} action={button}>
      {untrusted ? t('documents.untrustedText') : t('documents.trustedText')}
      {decide.isError && ` ${detailOf(decide.error)}`}
    </Notice>
  )
}
