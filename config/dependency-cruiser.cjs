const { modules, entries, homes } = require('./modules.cjs');

const names = Object.keys(modules);
/** The core itself is one file; its modules are folders below it. */
const folderOf = (module) =>
  module.startsWith('packages/') || module === 'console' ? `${module}/src` : `src/${module}`;
const inside = (module) => (module === 'core' ? '^src/core/[^/]+\\.ts$' : `^${folderOf(module)}/`);
const ruleName = (module) => module.replace('/', '-');
const importName = (module) =>
  module.startsWith('packages/') ? module.replace('packages', '@muster') : `#${module}/index.js`;
/** Every source of ours, of the server and of the packages. */
const ours = '^(src|packages/[^/]+/src|console/src)/';

const table = names.map((module) => ({
  name: `imports-of-${ruleName(module)}`,
  comment:
    `${module} may import ${modules[module].join(', ') || 'no other module'}. Move the code to the module that owns it, or take ` +
    'what you need as an argument; main.ts hands it out. A new arrow is a decision record and a line in config/modules.cjs.',
  severity: 'error',
  from: { path: inside(module) },
  to: { path: ours, pathNot: [module, ...modules[module]].map(inside) },
}));

const packages = Object.entries(homes).map(([name, owners]) => ({
  name: `home-of-${name.replace(/[^a-z0-9]+/gi, '-')}`,
  comment: `${name} is used in ${owners.join(', ')}. Ask that module instead of importing the package.`,
  severity: 'error',
  from: { path: ours, pathNot: owners.map(inside) },
  to: { path: `^node_modules/(@types/)?(${name})/` },
}));

function entriesOf(module) {
  const files = ['index.ts', ...(entries[module] ?? [])];
  return files.map((file) => `^${folderOf(module)}/${file.replace('.', '\\.')}$`);
}

const entrances = names.map((module) => ({
  name: `enter-${ruleName(module)}-by-its-index`,
  comment: `Import ${importName(module)}; export there what other modules may use.`,
  severity: 'error',
  from: { path: ours, pathNot: inside(module) },
  to: { path: inside(module), pathNot: entriesOf(module) },
}));

const aliases = names
  // it imports nothing across modules but packages/client, by its name
  .filter((module) => module !== 'console')
  .map((module) => ({
    name: `write-a-hash-out-of-${ruleName(module)}`,
    comment:
      'Write #module/index.js for another module, @muster/x for a package, so that imports across modules are seen.',
    severity: 'error',
    from: { path: inside(module) },
    to: { path: ours, pathNot: inside(module), dependencyTypesNot: ['aliased'] },
  }));

module.exports = {
  forbidden: [
    ...table,
    ...packages,
    ...entrances,
    ...aliases,
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one file, or there is a third thing below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circles-of-folders',
      comment:
        'Two folders of the core need each other, through whatever files: cut one of the arrows, or move what both need below them.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/core/' },
      to: { path: '^src/core/', circular: true },
    },
    {
      name: 'no-dead-files',
      comment: 'Nobody imports this file: delete it, or use it.',
      severity: 'error',
      from: { path: ours, orphan: true, pathNot: '^(src/main\\.ts|console/src/main\\.tsx)$' },
      to: {},
    },
    {
      name: 'nothing-unresolvable',
      comment:
        'The import does not resolve: a typing error, or a package that is not in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'scim-is-pure',
      comment: 'The engine knows no package and no node core: pass what it needs as an argument.',
      severity: 'error',
      from: { path: '^packages/scim/src/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    {
      name: 'rules-make-no-calls',
      comment:
        'Rules, store port and provisioning touch neither network nor files; outgoing, notifications and the adapters do.',
      severity: 'error',
      from: { path: '^src/(core|store|provisioning)/' },
      to: { path: '^(node:)?(https?|net|dns|fs|fs/promises|child_process|tls|dgram)$' },
    },
    {
      name: 'outgoing-asks-dns',
      comment: 'Questions to DNS leave by src/outgoing, with its time limits: ask it instead.',
      severity: 'error',
      from: { path: ours, pathNot: '^src/outgoing/' },
      to: { path: '^(node:)?dns(/promises)?$' },
    },
    {
      name: 'parts-know-no-page',
      comment: 'parts/ and patterns/ are used by pages, and know none of them.',
      severity: 'error',
      from: { path: '^console/src/(parts|patterns|data|texts|theme|security)/' },
      to: { path: '^console/src/(pages|app|navigation/routes)' },
    },
    {
      name: 'pages-know-no-other-page',
      comment: 'What two pages need moves to patterns/.',
      severity: 'error',
      from: { path: '^console/src/pages/([^/]+)/' },
      to: { path: '^console/src/pages/', pathNot: '^console/src/pages/$1/' },
    },
    {
      name: 'the-product-does-not-import-its-tests',
      comment: 'Move what both need into src.',
      severity: 'error',
      from: { path: ours },
      to: { path: '^(test|bench|packages/[^/]+/test)/' },
    },
    {
      name: 'no-dev-packages',
      comment: 'A package that production needs belongs in dependencies.',
      severity: 'error',
      // the console is bundled when it is built
      from: { path: ours, pathNot: '^console/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['muster-source', 'import', 'node', 'default'],
    },
  },
};
