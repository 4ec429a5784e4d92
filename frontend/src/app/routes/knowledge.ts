import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { documentSearch, documentsSearch, findSearch, versionsSearch } from '@/features/documents/search'
import { feedbackSearch } from '@/features/feedback/search'
import { loadOwnerTexts } from '../i18n/owner'
import { app } from './root'

const documents = createRoute({
  getParentRoute: () => app,
  path: '/documents',
  validateSearch: documentsSearch,
  component: lazyRouteComponent(() => import('@/features/documents/routes/documents-screen'), 'DocumentsScreen'),
})

const findPassages = createRoute({
  getParentRoute: () => app,
  path: '/documents/search',
  validateSearch: findSearch,
  beforeLoad: loadOwnerTexts,
  component: lazyRouteComponent(() => import('@/features/documents/routes/find-screen'), 'FindScreen'),
})

const document = createRoute({
  getParentRoute: () => app,
  path: '/documents/$documentId',
  validateSearch: documentSearch,
  beforeLoad: loadOwnerTexts,
  component: lazyRouteComponent(() => import('@/features/documents/routes/document-screen'), 'DocumentScreen'),
})

const documentPassages = createRoute({
  getParentRoute: () => app,
  path: '/documents/$documentId/passages',
  validateSearch: documentSearch,
  beforeLoad: loadOwnerTexts,
  component: lazyRouteComponent(() => import('@/features/documents/routes/passages-screen'), 'PassagesScreen'),
})

const documentVersions = createRoute({
  getParentRoute: () => app,
  path: '/documents/$documentId/versions',
  validateSearch: versionsSearch,
  beforeLoad: loadOwnerTexts,
  component: lazyRouteComponent(() => import('@/features/documents/routes/versions-screen'), 'VersionsScreen'),
})

const feedback = createRoute({
  getParentRoute: () => app,
  path: '/feedback',
  validateSearch: feedbackSearch,
  beforeLoad: loadOwnerTexts,
  component: lazyRouteComponent(() => import('@/features/feedback/routes/feedback-screen'), 'FeedbackScreen'),
})

/** What the steward knows, and what people said of its answers. */
export const knowledgeRoutes = [documents, findPassages, document, documentPassages, documentVersions, feedback] as const
