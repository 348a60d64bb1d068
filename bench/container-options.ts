import { readFileSync } from 'node:fs';

/** What the container tells node (NODE_OPTIONS of the Dockerfile): what is measured runs as it is shipped. */
export function containerOptions(): string {
  const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
  const options = /NODE_OPTIONS=(\S+)/.exec(dockerfile)?.[1];
  if (options === undefined) throw new Error('The Dockerfile sets no NODE_OPTIONS any more.');
  return options;
}

/** What the container tells the C library of its memory. */
export function containerArenas(): string {
  const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
  const arenas = /MALLOC_ARENA_MAX=(\d+)/.exec(dockerfile)?.[1];
  if (arenas === undefined) throw new Error('The Dockerfile sets no MALLOC_ARENA_MAX any more.');
  return arenas;
}
