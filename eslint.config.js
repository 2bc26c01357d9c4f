import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** The folders of src from the lowest layer to the highest. A layer may import itself and what is below it. */
const LAYERS = [
  ['errors', 'rules'],
  ['config'],
  ['database'],
  ['streams'],
  ['telemetry'],
  ['platform'],
  ['auth'],
  ['audit'],
  ['access'],
  ['realtime'],
  ['general', 'chat', 'projects', 'notifications', 'admin'],
  ['webhooks'],
  ['server-api', 'emitter', 'health', 'demo', 'docs'],
  ['console'],
];

/** The same inside the real-time kernel. */
const KERNEL_LAYERS = ['sockets', 'cluster', 'rate-limit', 'commands', 'delivery', 'connections'];

/** What one feature lets the other features use; everything else of a feature is its own. */
const FEATURE_EXPORTS = [
  'general/general.module.ts',
  'general/general.protocol.ts',
  'general/announce.dto.ts',
  'general/announcements.ts',
  'general/private-messages.ts',
  'notifications/notifications.module.ts',
  'notifications/notification-emitter.ts',
];

const FEATURES = LAYERS.find((layer) => layer.includes('chat'));

const importZones = [
  ...KERNEL_LAYERS.slice(0, -1).map((layer, height) => ({
    target: `./src/realtime/${layer}`,
    from: KERNEL_LAYERS.slice(height + 1).map((higher) => `./src/realtime/${higher}`),
    message: 'Imports point downwards only: see KERNEL_LAYERS in eslint.config.js.',
  })),
  ...LAYERS.flatMap((layer, height) =>
    layer.map((folder) => ({
      target: `./src/${folder}`,
      from: './src',
      except: LAYERS.slice(0, height + 1)
        .flat()
        .map((allowed) => `./${allowed}`),
      message: 'Imports point downwards only: see LAYERS in eslint.config.js.',
    })),
  ),
  ...FEATURES.map((feature) => ({
    target: `./src/${feature}`,
    from: FEATURES.filter((other) => other !== feature).map((other) => `./src/${other}/!(${exportsOf(other)})`),
    message: 'This belongs to another feature alone: see FEATURE_EXPORTS in eslint.config.js.',
  })),
];

function exportsOf(feature) {
  return FEATURE_EXPORTS.filter((path) => path.startsWith(`${feature}/`))
    .map((path) => path.slice(feature.length + 1))
    .join('|');
}

/** Syntax that is banned everywhere; the blocks below add to it, since ESLint replaces a rule's options. */
const bannedSyntax = [
  {
    selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
    message: '`as unknown as` switches the compiler off: narrow the type, or fix its source.',
  },
  { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that declares the symbol.' },
];

const bannedInSource = [
  ...bannedSyntax,
  {
    selector: 'ImportDeclaration[importKind="type"][source.value=/\\.dto\\.js$/]',
    message: '`import type` erases the class that validation reads: import the DTO as a value.',
  },
  {
    selector: 'ImportDeclaration[source.value=/\\.dto\\.js$/] ImportSpecifier[importKind="type"]',
    message: '`import type` erases the class that validation reads: import the DTO as a value.',
  },
];

const bannedInSpecs = [
  ...bannedSyntax,
  {
    selector:
      'MemberExpression[object.name=/^(it|test|describe|suite)$/][property.name=/^(skip|only|todo|skipIf|runIf)$/]',
    message: 'Every test runs, every time.',
  },
];

const LETTER = '/\\p{L}/u';

/** Whatever people read comes from a `*.texts.ts`, in every language; and nobody's text becomes HTML. */
const bannedInPage = [
  ...bannedSyntax,
  { selector: `JSXText[value=${LETTER}]`, message: 'Texts are in *.texts.ts, in every language.' },
  {
    selector: `:matches(JSXElement, JSXFragment) > JSXExpressionContainer > Literal[value=${LETTER}]`,
    message: 'Texts are in *.texts.ts, in every language.',
  },
  {
    selector: `JSXAttribute[name.name=/^(alt|aria-description|aria-label|aria-roledescription|description|hint|label|placeholder|title)$/] > :matches(Literal, JSXExpressionContainer > Literal, JSXExpressionContainer > ConditionalExpression > Literal)[value=${LETTER}]`,
    message: 'Texts are in *.texts.ts, in every language.',
  },
  {
    selector:
      'JSXAttribute[name.name="dangerouslySetInnerHTML"], MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    message: 'Text is never HTML.',
  },
];

const barrels = { regex: '(^|/)index[.]js$|^[.]{1,2}/?$', message: 'No barrels: import from the file itself.' };

/** What the client may take from the server: the types of the wire. */
const WIRE_TYPES = '../src/errors/{catalogue,coded-error}.js or ../src/**/*.protocol.js';

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'data/', 'src/database/migrations/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: ['tsconfig.json', 'console/tsconfig.json'],
          noWarnOnMultipleProjects: true,
        }),
      ],
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      // Only our own files are parsed when looking for cycles: packages cannot import us.
      'import-x/external-module-folders': ['node_modules'],
    },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-self-import': 'error',
      'import-x/no-extraneous-dependencies': [
        'error',
        {
          // The build puts what the page needs into its own files.
          devDependencies: ['test/**', 'scripts/**', '**/*.spec.ts', '*.config.ts', 'console/**'],
          includeTypes: false,
        },
      ],
      'import-x/no-duplicates': 'error',
      'import-x/no-restricted-paths': ['error', { zones: importZones }],
      'no-restricted-imports': ['error', { patterns: [barrels] }],
      'no-restricted-syntax': ['error', ...bannedSyntax],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      eqeqeq: 'error',

      // `consistent-type-imports` is not used on purpose: a DTO or an injected class that is imported with `import type`
      // leaves `Object` in the decorator metadata, and Nest then neither validates nor injects.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // A switch names every case, or says in a default what happens to the rest.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { requireDefaultForNonUnion: true, considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // A Nest module is a class whose whole meaning is its decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // A method that fulfils an asynchronous port is async even when this implementation has nothing to wait for:
      // that keeps its failures rejections.
      '@typescript-eslint/require-await': 'off',
      // Numbers in messages are plain; everything else must be turned into text by hand.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => socket.close()` is an ordinary callback.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // A parameter that a signature forces on us is named with a leading underscore.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // `T` in `request<T>()` is how a caller names the shape of an answer.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Marks constructor parameters that DI fills; the rule wants them shortened away.
      '@typescript-eslint/parameter-properties': 'off',
      // Nest declares its option bags as classes and takes object literals for them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // What arrives from outside is an index signature; brackets say so.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // Type or interface: whichever reads better.
      '@typescript-eslint/consistent-type-definitions': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...bannedInSource],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config reads the environment: inject Config.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [barrels],
          paths: [
            {
              name: 'node:process',
              importNames: ['env'],
              message: 'Only src/config reads the environment: inject Config.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/**/*.dto.ts', 'src/**/*.spec.ts'],
    // One class a file, or a port with its smallest implementation.
    rules: { 'max-classes-per-file': ['error', 2] },
  },
  {
    // Runs in services of others, which have none of the server's libraries; test/emitter looks at what is loaded.
    files: ['src/emitter/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            barrels,
            { regex: '^(?!node:|@nestjs/common$|[.])', message: 'A service has only Nest, pg and ioredis.' },
            {
              regex:
                '^[.][.]/(?!errors/|rules/|config/redis-url[.]js$|database/|streams/|notifications/|realtime/cluster/redis-)',
              message: 'What a service needs of the server: the log, the notifications, and the channels of Redis.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['client/**/*.ts'],
    rules: {
      'no-console': 'error',
      'max-classes-per-file': ['error', 1],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            barrels,
            { regex: '^node:', message: 'The client runs in browsers and React Native too.' },
            {
              regex: '(^|/)src/(?!(.*[.]protocol|errors/(catalogue|coded-error))[.]js$)',
              message: `Of the server the client knows the types of the wire alone: ${WIRE_TYPES}.`,
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        ...bannedSyntax,
        {
          selector:
            ':matches(ImportDeclaration[importKind="value"], ExportNamedDeclaration[exportKind="value"])[source.value=/[/]src[/]/]',
          message: 'Of the server the client imports types only: `import type`.',
        },
      ],
      // React is there when the hooks are used.
      'import-x/no-extraneous-dependencies': ['error', { peerDependencies: true, includeTypes: false }],
    },
  },
  {
    // Used when it is there, which it is not in production.
    files: ['src/telemetry/log-destination.ts'],
    rules: { 'import-x/no-extraneous-dependencies': 'off' },
  },
  { files: ['src/config/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...bannedInSpecs],
      // A test that indexes what is not there fails, which is what it is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `expect(mock.method)` hands a method over without calling it.
      '@typescript-eslint/unbound-method': 'off',
      // Empty stand-ins are how a test says "whatever".
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [barrels],
          paths: [
            { name: 'node:timers/promises', importNames: ['setTimeout'], message: 'Await an event, not a while.' },
            { name: 'timers/promises', importNames: ['setTimeout'], message: 'Await an event, not a while.' },
          ],
        },
      ],
    },
  },
  {
    files: ['console/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...bannedInPage],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            barrels,
            {
              regex: '/src/(?!.*[.]protocol[.]js$)',
              allowTypeImports: true,
              message: 'The page shares types with the server, never code.',
            },
          ],
        },
      ],
      '@typescript-eslint/no-restricted-imports': 'off',
    },
  },
  {
    // Their shape is the English text itself.
    files: ['console/src/**/*.texts.ts'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setInterval: 'readonly',
        setTimeout: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        crypto: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
      },
    },
  },
);
