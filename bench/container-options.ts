import { readFileSync } from 'node:fs';

/** What the container tells node (NODE_OPTIONS of the Dockerfile): what is measured runs as it is shipped. */
export function containerOptions(): string {
  const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
  const options = /NODE_OPTIONS=(\S+)/.exec(dockerfile)?.[1];
  if (options === undefined) throw new Error('The Dockerfile sets no NODE_OPTIONS any more.');
  return options;
}

/** What the container tells the C library of its memory (MALLOC_… of the Dockerfile). */
export function containerMalloc(): Record<string, string> {
  const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
  const told = [...dockerfile.matchAll(/(MALLOC_\w+)=(\d+)/g)];
  if (told.length === 0) throw new Error('The Dockerfile tells the C library nothing any more.');
  return Object.fromEntries(told.map(([, name = '', value = '']) => [name, value]));
}
