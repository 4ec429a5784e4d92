import { getRouteApi } from '@tanstack/react-router'
import { CutText } from '../components/cut-text'
import { DocumentFrame } from '../components/document-frame'

const route = getRouteApi('/app/documents/$documentId/passages')

/** How a document was cut into the passages that are found and cited. */
export function PassagesScreen() {
  const { documentId } = route.useParams()
  const { chunk, version } = route.useSearch()
  return (
    <DocumentFrame documentId={documentId} version={version}>
      {(document) => <CutText document={document} chunkId={chunk} />}
    </DocumentFrame>
  )
}
