/** What the file dialog offers; what a file is, the server tells by its content. */
export const KINDS = {
  'text/plain': ['.txt'],
  'text/markdown': ['.md', '.markdown'],
  'text/html': ['.html', '.htm'],
  'text/csv': ['.csv', '.tsv'],
  'application/pdf': ['.pdf'],
}
