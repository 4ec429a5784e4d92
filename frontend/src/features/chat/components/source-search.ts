import type { Citation } from '@/api/types'

/** A cited passage as search parameters: an open source is part of the address. */
export function sourceSearch(citation: Citation) {
  return { source: citation.document_id, version: citation.document_version, chunk: citation.chunk_id }
}
