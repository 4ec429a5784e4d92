import { getRouteApi } from '@tanstack/react-router'
import { DocumentText } from '@/components/document-text'
import { DocumentFrame } from '../components/document-frame'
import classes from './document-screen.module.css'

const route = getRouteApi('/app/documents/$documentId')

export function DocumentScreen() {
  const { documentId } = route.useParams()
  const { chunk, version } = route.useSearch()
  return (
    <DocumentFrame documentId={documentId} version={version}>
      {(document) => (
        <article className={classes.sheet}>
          <DocumentText document={document} chunkId={chunk} />
        </article>
      )}
    </DocumentFrame>
  )
}
