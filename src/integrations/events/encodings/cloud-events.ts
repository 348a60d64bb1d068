import type { DomainEvent } from '../event.js';

/** Attributes of CloudEvents 1.0, and two extensions: `sequence` (of the published list of extensions) and `organizationid`. */
export type CloudEventAttributes = Readonly<Record<string, string>>;

/**
 * Printable ASCII without space, percent and quote: in the headers of the binary mode some libraries percent-decode and others do not,
 * so that nothing is sent that would be changed by it.
 */
const PLAIN = /^[\x21\x23\x24\x26-\x7e]+$/;

/** Digits of `sequence`, so that comparing as text is comparing as numbers. */
const SEQUENCE_DIGITS = 16;

/** Ids and types only: names stay in the payload. */
export function cloudEventAttributes(baseUrl: string, event: DomainEvent): CloudEventAttributes {
  const { organizationId, object } = event;
  const place = organizationId === undefined ? 'installation' : `organizations/${organizationId}`;
  const source = `${baseUrl}/${place}`;
  const subject = `${object.kind}/${object.id}`;
  return {
    specversion: '1.0',
    id: event.id,
    source: PLAIN.test(source) ? source : `/${place}`,
    type: event.type,
    time: event.timestamp,
    sequence: String(event.sequence).padStart(SEQUENCE_DIGITS, '0'),
    ...(organizationId !== undefined && { organizationid: organizationId }),
    ...(PLAIN.test(subject) && { subject }),
  };
}

/** The binary mode: the attributes as headers, the payload as body. */
export function cloudEventHeaders(attributes: CloudEventAttributes): Record<string, string> {
  const headers = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]);
  return Object.fromEntries(headers) as Record<string, string>;
}

/** The structured mode: everything in the body. `payload` is JSON and goes in as it is. */
export function structuredCloudEvent(attributes: CloudEventAttributes, payload: string): string {
  const head = JSON.stringify({ ...attributes, datacontenttype: 'application/json' });
  return `${head.slice(0, -1)},"data":${payload}}`;
}
