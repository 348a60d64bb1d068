#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers';
import { setFlagsFromString } from 'node:v8';

const built = new URL('../dist/main.js', import.meta.url);

if (!existsSync(built)) {
  console.error('✗ Muster is not built: dist/main.js is missing.');
  console.error('  next  run `npm ci`, which builds it, or `npm run build`');
  process.exitCode = 2;
} else {
  // what a start leaves behind is collected on the way; src/main/small-start.ts ends this once the server listens
  if (process.argv[2] === 'start') setFlagsFromString('--optimize-for-size');
  const { main } = await import(built.href);
  process.exitCode = await main(process.argv.slice(2));
  // nothing should be left to wait for; whatever is must not keep a stopped server alive
  setTimeout(() => process.exit(), 1_000).unref();
}
