import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** A literal spread into a literal only saves lines, and it switches off the check for excess properties. */
const PLAIN_LITERALS = [
  {
    selector: 'ObjectExpression > SpreadElement > ObjectExpression',
    message: 'Write the properties out: a spread literal is not checked for excess properties.',
  },
  {
    selector: ':matches(ArrayExpression, CallExpression) > SpreadElement > ArrayExpression',
    message: 'Write the elements out.',
  },
  {
    selector:
      ':matches(ArrayExpression, CallExpression) > SpreadElement > TSAsExpression > ArrayExpression',
    message: 'Write the elements out.',
  },
];

/** One way out: what is called is checked, pinned and bounded there. */
const ONE_WAY_OUT = {
  message: 'Calls leave by the client of src/outgoing, which checks where they go.',
};

const CALLING_MODULES = ['https', 'http2', 'tls', 'dgram', 'dns', 'dns/promises'].flatMap(
  (name) => [name, `node:${name}`],
);

/** Servers take other parts of these. */
const CALLING_PARTS = [
  { name: 'node:http', importNames: ['request', 'get', 'Agent', 'default'] },
  { name: 'node:net', importNames: ['connect', 'createConnection', 'Socket', 'default'] },
];

const CALLS = [
  ...CALLING_MODULES.map((name) => ({ name, allowTypeImports: true, ...ONE_WAY_OUT })),
  ...CALLING_PARTS.map((part) => ({ ...part, allowTypeImports: true, ...ONE_WAY_OUT })),
];

/** What a page may use of the browser. */
const BROWSER = [
  'window',
  'document',
  'navigator',
  'location',
  'history',
  'sessionStorage',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'requestAnimationFrame',
  'addEventListener',
  'removeEventListener',
  'matchMedia',
  'crypto',
  'Blob',
  'File',
  'FormData',
  'Response',
  'URLSearchParams',
  'AbortSignal',
  'AbortController',
  'BroadcastChannel',
  'CustomEvent',
  'DOMException',
  'IntersectionObserver',
  'ResizeObserver',
  'MutationObserver',
  'TextDecoder',
  'TextEncoder',
  'CSS',
];

/** Of the console's components. */
const PAGES = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Named exports only: one name in every file.',
  },
  {
    selector:
      'JSXOpeningElement[name.name=/^(ActionIcon|CloseButton)$/]:not(:has(JSXAttribute[name.name="aria-label"]))',
    message: 'A control without words needs a name: aria-label (console J6).',
  },
  {
    selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
    message: 'Elements are made by components, never of text.',
  },
  {
    selector: 'MemberExpression[object.name="window"][property.name="localStorage"]',
    message: 'Nothing is kept in the browser: preferences are the person’s, on the server.',
  },
  {
    selector: 'JSXAttribute[name.name="type"] > Literal[value="password"]',
    message: 'Password managers fill these (console A24): secrets are shown in output elements.',
  },
];

/** Untyped rules only: the compiler is strict, and typed linting costs half a minute. What the plan of the house asks beyond
 *  imports is said here: who reads the environment, who tells the time, no default exports. */
export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      'coverage/**',
      'data/**',
      '.node24/**',
      'packages/client/src/contract.ts',
      'packages/client/src/rules/operations.ts',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', fetch: 'readonly' },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', ...PLAIN_LITERALS],
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['src/**/*.ts', 'packages/*/src/**/*.ts', 'console/src/**/*.{ts,tsx}'],
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        ...PLAIN_LITERALS,
        {
          selector: 'ExportDefaultDeclaration',
          message: 'Named exports only: one name on every floor.',
        },
        {
          selector:
            'AssignmentExpression[left.type="MemberExpression"]:matches([right.type="ArrowFunctionExpression"], [right.type="FunctionExpression"])',
          message:
            'Give the function a name, then assign it: V8 makes one that is written into a property an old object, and it holds all that it sees (decision 0120).',
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Only settings/ reads the environment; take what you need as an argument.',
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Ask the clock that you were handed (kernel/clock).',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Ask the clock that you were handed (kernel/clock).',
        },
      ],
    },
  },
  {
    files: ['console/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    languageOptions: {
      globals: Object.fromEntries(BROWSER.map((name) => [name, 'readonly'])),
    },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-syntax': ['error', ...PLAIN_LITERALS, ...PAGES],
    },
  },
  {
    // the command line calls its own server
    files: ['src/**/*.ts'],
    ignores: ['src/outgoing/**', 'src/cli/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fetch', 'WebSocket', 'EventSource'].map((name) => ({ name, ...ONE_WAY_OUT })),
      ],
      '@typescript-eslint/no-restricted-imports': ['error', { paths: CALLS }],
    },
  },
  {
    files: ['src/settings/**/*.ts', 'src/kernel/clock.ts'],
    rules: { 'no-restricted-syntax': ['error', ...PLAIN_LITERALS] },
  },
  {
    files: [
      'src/cli/**/*.ts',
      'src/main.ts',
      'bench/**',
      'test/**',
      'bin/**',
      'packages/*/test/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**', 'bench/**', 'packages/*/test/**'],
    rules: {
      'max-lines': ['error', { max: 600 }],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
