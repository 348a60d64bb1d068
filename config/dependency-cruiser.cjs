const { rooms, homes } = require('./rooms.cjs');

const all = Object.keys(rooms);
const inside = (room) => `^src/${room}/`;

const plan = all.map((room) => ({
  name: `${room.replace('/', '-')}-sees-only`,
  comment:
    `${room} may import ${rooms[room].join(', ') || 'no other room'}. Move the code to the room that owns it, or take what ` +
    'you need as an argument; main.ts hands things out. A new arrow is a decision record plus a line in config/rooms.cjs.',
  severity: 'error',
  from: { path: inside(room) },
  to: { path: '^src/', pathNot: [room, ...rooms[room]].map(inside) },
}));

const packages = Object.entries(homes).map(([name, rooms]) => ({
  name: `home-of-${name.replace(/[^a-z0-9]+/gi, '-')}`,
  comment: `${name} lives in ${rooms.join(', ')}. Ask that room instead of importing the package.`,
  severity: 'error',
  from: { path: '^src/', pathNot: rooms.map(inside) },
  to: { path: `^node_modules/(@types/)?(${name})/` },
}));

const doors = all.map((room) => ({
  name: `enter-${room.replace('/', '-')}-by-its-door`,
  comment: `Import #${room}/index.js, the door of the room; export there what others may use.`,
  severity: 'error',
  from: { path: '^src/', pathNot: inside(room) },
  to: { path: inside(room), pathNot: `^src/${room}/index\\.ts$` },
}));

const walls = all.map((room) => ({
  name: `cross-the-wall-of-${room.replace('/', '-')}-with-a-hash`,
  comment: 'Write #room/index.js for another room, so that walls are seen where they are crossed.',
  severity: 'error',
  from: { path: inside(room) },
  to: { path: '^src/', pathNot: inside(room), dependencyTypesNot: ['aliased'] },
}));

module.exports = {
  forbidden: [
    ...plan,
    ...packages,
    ...doors,
    ...walls,
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one file, or there is a third thing below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dead-files',
      comment: 'Nobody imports this file: delete it, or use it.',
      severity: 'error',
      from: { orphan: true, pathNot: '^src/main\\.ts$' },
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
      from: { path: '^src/scim/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    {
      name: 'rules-make-no-calls',
      comment:
        'Rules, store port and provisioning touch neither network nor files; delivery and the adapters do.',
      severity: 'error',
      from: { path: '^src/(directory|store|provisioning)/' },
      to: { path: '^(node:)?(https?|net|dns|fs|fs/promises|child_process|tls|dgram)$' },
    },
    {
      name: 'console-takes-types-only',
      comment:
        'The console is another program: it may know the shapes of the contract, not its code.',
      severity: 'error',
      from: { path: '^src/console/' },
      to: { path: '^src/api/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-house-does-not-know-its-tests',
      comment: 'Move what both need into src.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-dev-packages',
      comment: 'A package that production needs belongs in dependencies.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
    },
  },
};
