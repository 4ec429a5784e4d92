import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { Failure } from '@/components/failure'
import page from '@/components/page.module.css'
import { saveFile } from '@/lib/save-file'
import { useExport } from '../api/account'
import classes from './account.module.css'

/** All that is stored about the member, as one file. */
export function Everything() {
  const { t } = useTranslation()
  const me = useMe()
  const all = useExport(me.id)
  return (
    <section className={classes.section} aria-labelledby="account-everything">
      <h2 id="account-everything" className={page.heading}>{t('account.everything')}</h2>
      <p className={classes.text}>{t('account.everythingText')}</p>
      <Failure error={all.error} />
      <div className={classes.buttons}>
        <Button
          variant="light"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={all.isPending}
          onClick={() => all.mutate(undefined, { onSuccess: (file) => saveFile(`steward-${me.id}.json`, file) })}
        >
          {t('account.download')}
        </Button>
      </div>
    </section>
  )
}
