import type { DomainEvent } from '../event.js';
import { objectUrl } from './object-urls.js';

/** `thin`: without `data` and without names, with the address of the object instead. */
export type EventForm = 'full' | 'thin';

/** The event as the feed has it, or its thin form, as JSON that every receiver reads alike. */
export function nativeText(baseUrl: string, event: DomainEvent, form: EventForm): string {
  return toJson(form === 'full' ? event : thinForm(baseUrl, event));
}

function thinForm(baseUrl: string, event: DomainEvent): object {
  const { data: _data, actor, object, ...rest } = event;
  const url = objectUrl(baseUrl, event);
  return {
    ...rest,
    actor: { kind: actor.kind, ...('id' in actor && { id: actor.id }) },
    object: { kind: object.kind, id: object.id, ...(url !== undefined && { url }) },
  };
}

/** Half of a pair of UTF-16 is no character: one language reads it as something else than the other, and none can write it as UTF-8. */
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? inner.replace(LONE_SURROGATES, '\ufffd') : inner,
  );
}
