import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const FEATURES = ['account', 'approvals', 'auth', 'chat', 'conversations', 'documents', 'feedback', 'log', 'logbook', 'memory', 'notifications', 'operator', 'reminders', 'roster', 'security', 'settings', 'tasks', 'team', 'usage']

/** Imports run one way: app -> features -> components -> api -> lib, and features never meet. */
const layers = [
  { files: ['src/lib/**'], forbidden: ['@/app/*', '@/features/*', '@/components/*', '@/api/*'] },
  { files: ['src/api/**'], forbidden: ['@/app/*', '@/features/*', '@/components/*'] },
  { files: ['src/components/**'], forbidden: ['@/app/*', '@/features/*'] },
  ...FEATURES.map((name) => ({
    files: [`src/features/${name}/**`],
    forbidden: ['@/app/*', '@/features/*'],
  })),
]

export default tseslint.config(
  { ignores: ['dist', 'src/api/schema.d.ts', 'public', 'playwright-report', 'test-results'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-console': 'error',
    },
  },
  { files: ['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}'], ...hooks.configs.flat.recommended },
  ...layers.map(({ files, forbidden }) => ({
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: forbidden, message: 'Imports run one way: app, features, components, api, lib.' }] },
      ],
    },
  })),
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
)
