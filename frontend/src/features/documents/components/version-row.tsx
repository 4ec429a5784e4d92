import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { DocumentVersion } from '@/api/types'
import { fileSize } from '@/lib/file-size'
import { personName } from '@/lib/person-name'
import { fullTime } from '@/lib/time'
import classes from './version-row.module.css'

interface Props {
  documentId: string
  version: DocumentVersion
}

/** A version: who made it when, from what, and the ways to it and to what it changed. */
export function VersionRow({ documentId, version }: Props) {
  const { t, i18n } = useTranslation('owner')
  const { t: app } = useTranslation()
  const zone = useMe().tenant.time_zone
  const { changed_by: by, file, version: number } = version
  const name = app('citations.version', { version: number })
  const when = fullTime(version.created_at, i18n.language, zone)
  return (
    <article className={classes.row} aria-label={name}>
      <div className={classes.main}>
        <Link to="/documents/$documentId" params={{ documentId }} search={{ version: number }} className={classes.name}>
          {name}
        </Link>
        {version.current && <span className={classes.current}>{t('document.current')}</span>}
        <span className={classes.facts}>
          {by ? t('document.by', { name: personName(by.name, app), when }) : when} · {t(`document.sources.${sourceOf(version)}`)}
          {file && ` (${file.media_type}, ${fileSize(file.bytes, i18n.language)})`} · {t(`document.trusts.${version.trust}`)}
        </span>
      </div>
      {number > 1 && (
        <Link
          to="/documents/$documentId/versions"
          params={{ documentId }}
          search={{ from: number - 1, to: number }}
          aria-label={t('document.whatChangedIn', { version: number })}
          className={classes.changes}
        >
          {t('document.whatChanged')}
        </Link>
      )}
    </article>
  )
}

function sourceOf({ source }: DocumentVersion): 'typed' | 'upload' | 'seed' {
  return source === 'upload' || source === 'seed' ? source : 'typed'
}
