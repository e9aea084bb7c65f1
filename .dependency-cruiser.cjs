// Who may import whom: the table in docs/architecture.md, as rules. A folder not listed for a layer is forbidden to it.
const FOLDERS = [
  'domain',
  'codecs',
  'workflows',
  'activities',
  'bearers',
  'store',
  'api',
  'console',
  'simulator',
  'launcher',
  'migrations',
  'bin',
  'test',
  'bench',
  'client',
  'examples',
];

/** Values may cross only as listed; types may cross too, except into `domain`, which imports nothing. */
const layer = (from, allowed, { types = true } = {}) => ({
  name: `${from}-imports`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: `^(${FOLDERS.filter((folder) => folder !== from && !allowed.includes(folder)).join('|')})/`,
    ...(types && { dependencyTypesNot: ['type-only'] }),
  },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    layer('domain', [], { types: false }),
    layer('codecs', ['domain']),
    layer('workflows', ['domain', 'codecs']),
    layer('activities', ['domain', 'codecs']),
    layer('bearers', ['domain', 'codecs']),
    layer('store', ['domain']),
    layer('api', ['domain', 'codecs', 'workflows']),
    layer('console', ['domain']),
    layer('simulator', ['domain', 'codecs']),
    layer('launcher', ['domain']),
    layer('migrations', [], { types: false }),
    layer('bin', [
      'domain',
      'codecs',
      'workflows',
      'activities',
      'bearers',
      'store',
      'api',
      'console',
      'simulator',
      'launcher',
      'migrations',
      'client',
    ]),
    layer('client', [], { types: false }),
    layer('examples', ['client']),
    layer(
      'bench',
      FOLDERS.filter((folder) => folder !== 'bench'),
    ),
    {
      name: 'domain-stands-alone',
      comment: 'domain is pure: no package, no Node built-in',
      severity: 'error',
      from: { path: '^domain/' },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'client-runs-anywhere',
      comment: 'what is packed needs nothing but the web platform and one package',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { pathNot: '^client/src/|openapi-fetch' },
    },
    {
      name: 'workflows-packages',
      comment: 'Temporal replays workflow code: only its own packages may be bundled with it',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        dependencyTypes: ['npm', 'core'],
        pathNot: '@temporalio/(workflow|common)',
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
