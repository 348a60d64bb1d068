import type { OutgoingReason } from '#outgoing/index.js';
import { decodeRefusal } from '../refusals/index.js';

const FETCH_FAILURES: Readonly<Record<OutgoingReason, string>> = {
  url: 'The address of the metadata is no URL. Give another one.',
  not_https:
    'The address of the metadata, or one that it leads to, does not begin with https. Give another one.',
  address_refused:
    'The address of the metadata is in a private network. The operator can admit it with the setting outgoing.allow.',
  redirects: 'The address of the metadata leads on too often. Give the one where they are.',
  status:
    'The provider answers with an error where its metadata were. See whether the application is still there.',
  too_large:
    'What the provider answers is larger than metadata are. Give the address of this one provider.',
  encoding: 'What the provider answers is compressed in a way that is not read.',
  timeout: 'The provider does not answer in time. It is tried again within the hour.',
  unreachable: 'The provider cannot be reached. It is tried again within the hour.',
};

/** Why metadata could not be read, in words: what happened, whose side, next step. */
export function decodeFailure(reason: string): string {
  const fetch = reason.replace(/^fetch\./, '');
  if (Object.hasOwn(FETCH_FAILURES, fetch)) return FETCH_FAILURES[fetch as OutgoingReason];
  const { message, next } = decodeRefusal(reason);
  return `${message} ${next}`;
}
