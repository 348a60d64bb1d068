import type { Mail } from '#store/index.js';

/** Placeholders that hold who acted, and what they typed. */
const OF_ACTOR = ['actor', 'note', 'message', 'reason'] as const;

/** The data of a notification without the person who acted; undefined when there is nothing of them. */
export function withoutActor(data: Mail['data']): Mail['data'] | undefined {
  const held = OF_ACTOR.filter((name) => data[name] !== undefined && data[name] !== '');
  if (held.length === 0) return undefined;
  return { ...data, ...Object.fromEntries(held.map((name) => [name, ''])) };
}
