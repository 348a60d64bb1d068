import { ENT, type PatchCase } from './case.js';

const USER = { userName: 'u1' };
const POLLUTED = '{"polluted":true}';

/**
 * Prototype pollution and size. Operations are JSON text, because `__proto__` in a literal is no
 * key.
 */
export const hostileCases: readonly PatchCase[] = [
  {
    name: '__proto__ as a key without path',
    only: 'lenient',
    before: USER,
    operations: `[{"op":"add","value":{"__proto__":${POLLUTED},"title":"t"}}]`,
    after: { ...USER, title: 't' },
    notes: ['attribute.ignored __proto__'],
  },
  {
    name: '__proto__ as a key without path, strict',
    only: 'strict',
    before: USER,
    operations: `[{"op":"add","value":{"__proto__":${POLLUTED}}}]`,
    error: 'invalidPath',
  },
  {
    name: '__proto__ as a sub-attribute',
    only: 'lenient',
    before: USER,
    operations: `[{"op":"add","path":"name","value":{"__proto__":${POLLUTED},"givenName":"A"}}]`,
    after: { ...USER, name: { givenName: 'A' } },
    notes: ['attribute.ignored name.__proto__'],
  },
  {
    name: '__proto__ inside an element and an extension',
    only: 'lenient',
    before: USER,
    operations: `[{"op":"add","value":{
      "emails":[{"value":"a@x","__proto__":${POLLUTED}}],"${ENT}":{"__proto__":${POLLUTED}}
    }}]`,
    after: { ...USER, emails: [{ value: 'a@x' }] },
    notes: ['attribute.ignored emails.__proto__', `attribute.ignored ${ENT}:__proto__`],
  },
  {
    name: 'constructor.prototype as a dotted key',
    only: 'lenient',
    before: USER,
    operations: `[{"op":"replace","value":{
      "constructor.prototype":${POLLUTED},"constructor":1,"name.__proto__":2,"title":"t"
    }}]`,
    after: { ...USER, title: 't' },
    notes: [
      'attribute.ignored constructor.prototype',
      'attribute.ignored constructor',
      'attribute.ignored name.__proto__',
    ],
  },
  {
    name: 'constructor.prototype and nothing else',
    before: USER,
    operations: `[{"op":"replace","value":{"constructor.prototype":${POLLUTED},"__proto__":1}}]`,
    error: 'invalidPath',
  },
  {
    name: '__proto__ as a value is text',
    before: USER,
    operations: [{ op: 'add', path: 'title', value: '__proto__' }],
    after: { ...USER, title: '__proto__' },
  },
  {
    name: '__proto__ in place of the operation',
    before: USER,
    operations: '[{"__proto__":{"op":"add","path":"title","value":"t"}}]',
    error: 'invalidSyntax',
  },
  {
    name: 'an attribute twice in different letter case',
    before: USER,
    operations: [{ op: 'replace', value: { TITLE: 'a', title: 'b' } }],
    error: 'invalidSyntax',
  },
  {
    name: 'more values than a resource may have',
    before: { ...USER, emails: [{ value: 'first@x' }] },
    operations: [
      {
        op: 'add',
        path: 'emails',
        value: Array.from({ length: 1000 }, (_, index) => ({ value: `u${index}@x` })),
      },
    ],
    error: 'invalidValue',
  },
];
