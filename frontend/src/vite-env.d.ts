/// <reference types="vite/client" />
declare module 'virtual:mantine-variables.css'
declare module '@fontsource-variable/figtree'
interface Window {
  /** Of `public/early.js`: the answer to the first refresh. */
  stewardRefresh?: Promise<Response>
}
