import js from '@eslint/js'
import globals from 'globals'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** One-way imports: shared <- player/engine <- player <- features <- app. */
const forbid = (folder, above, packages = []) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...above.map((name) => ({
            regex: `^(\\.\\./)+${name}(/|$)`,
            message: `${folder} may not import ${name}`,
          })),
          ...packages.map((name) => ({
            regex: `^${name}(/|$)`,
            message: `${folder} is free of frameworks`,
          })),
        ],
      },
    ],
  },
})

const noRawHtml = [
  {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
    message: 'Render elements, never raw HTML.',
  },
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    message: 'Render elements, never raw HTML.',
  },
]

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'test-results', 'src/shared/api/schema.d.ts'] },
  js.configs.recommended,
  tseslint.configs.strict,
  tseslint.configs.stylistic,
  reactHooks.configs.flat.recommended,
  jsxA11y.flatConfigs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
      'no-restricted-syntax': ['error', ...noRawHtml],
    },
  },
  { files: ['**/*.test.ts', 'e2e/**'], rules: { 'max-lines-per-function': 'off' } },
  forbid('shared', ['player', 'features', 'app']),
  forbid('player', ['features', 'app']),
  forbid('player/engine', ['shared', 'features', 'app'], ['react', 'react-dom']),
  forbid('features', ['app']),
)
