import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

// What a server loads only when it is first used is not in memory after a start, and is there when it is asked for.

const ON_FIRST_USE = [
  '@node-saml/node-saml',
  '@node-saml/passport-saml',
  '@xmldom/xmldom',
  'mongoose',
  'nodemailer',
  'sanitize-html',
  'tldts',
  'xml-crypto',
];

/** Prints what of the packages is loaded after main.ts, and what cannot be loaded then. */
const PROGRAM = `
  import { createRequire } from 'node:module';
  const require = createRequire(process.cwd() + '/src/main.ts');
  const names = ${JSON.stringify(ON_FIRST_USE)};
  await import(process.cwd() + '/src/main.ts');
  const files = Object.keys(require.cache);
  const isLoaded = (name) => files.some((file) => file.includes('/node_modules/' + name + '/'));
  const missing = [];
  for (const name of names) await import(name).catch(() => missing.push(name));
  const loaded = names.filter(isLoaded);
  console.log(JSON.stringify({ loaded, express: isLoaded('express'), missing }));
`;

test('libraries of first use are not loaded by a start, and can be', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=muster-source',
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    PROGRAM,
  ]);
  // express shows that a package which is loaded would be seen
  expect(JSON.parse(stdout)).toEqual({ loaded: [], express: true, missing: [] });
}, 120_000);
