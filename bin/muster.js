#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers';

const built = new URL('../dist/main.js', import.meta.url);

if (!existsSync(built)) {
  console.error('✗ Muster is not built: dist/main.js is missing.');
  console.error('  next  run `npm ci`, which builds it, or `npm run build`');
  process.exitCode = 2;
} else {
  const { main } = await import(built.href);
  process.exitCode = await main(process.argv.slice(2));
  // nothing should be left to wait for; whatever is must not keep a stopped server alive
  setTimeout(() => process.exit(), 1_000).unref();
}
