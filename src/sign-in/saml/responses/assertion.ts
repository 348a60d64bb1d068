import { BEARER, NS } from '../names.js';
import { ProviderRefusal } from '../../refusals/index.js';
import { attributeOf, childOf, childrenOf, textOf } from '../xml.js';
import type { Envelope } from './envelope.js';
import { FRESH_MS, requireBegun, requireFresh, requireNotOver, SKEW_MS, timeOf } from './times.js';

/** What an answer must say, of one request of one connection. */
export interface Expected {
  /** entity ID of the provider */
  readonly issuer: string;
  /** our entity ID */
  readonly audience: string;
  /** our address for answers; two while a changed public URL becomes known */
  readonly recipients: readonly string[];
  readonly requestId: string;
  readonly now: number;
}

export interface CheckedAssertion {
  readonly id: string;
  /** nobody takes it after this time, milliseconds since 1970 */
  readonly keepUntil: number;
}

/**
 * Our own checks, on the signed assertion alone; of the envelope only where it is signed, except that what it says must not differ. Each
 * refusal tells what was expected and what came.
 */
export function checkAssertion(
  assertion: Element,
  envelope: Envelope,
  expected: Expected,
): CheckedAssertion {
  requireEnvelope(envelope, expected);
  requireIssuer(textOf(childOf(assertion, NS.assertion, 'Issuer')), expected);
  const issued = timeOf(attributeOf(assertion, 'IssueInstant'), 'IssueInstant');
  const id = attributeOf(assertion, 'ID');
  if (issued === undefined || id === undefined) {
    throw new ProviderRefusal('conditions_missing', { element: 'ID and IssueInstant' });
  }
  requireFresh(issued, expected.now);
  const conditionsEnd = checkConditions(assertion, expected);
  const confirmedEnd = checkConfirmation(assertion, envelope, expected);
  const end = Math.max(issued + FRESH_MS, conditionsEnd ?? 0, confirmedEnd);
  // an end in a hundred years would keep the row for as long; what is older than five minutes is refused anyway
  const keepUntil = Math.min(end, issued + 2 * FRESH_MS) + 2 * SKEW_MS;
  return { id, keepUntil };
}

function requireEnvelope(
  { issuer, destination, inResponseTo }: Envelope,
  expected: Expected,
): void {
  if (issuer !== undefined) requireIssuer(issuer, expected);
  if (destination !== undefined && !expected.recipients.includes(destination)) {
    throw new ProviderRefusal('destination_wrong', told(expected.recipients[0], destination));
  }
  if (inResponseTo !== undefined && inResponseTo !== expected.requestId) {
    throw new ProviderRefusal('request_mismatch');
  }
}

function requireIssuer(received: string, { issuer }: Expected): void {
  if (received !== issuer) throw new ProviderRefusal('issuer_wrong', told(issuer, received));
}

/** Refusals of times, `audience_wrong`. Resolves to NotOnOrAfter. */
function checkConditions(assertion: Element, { audience, now }: Expected): number | undefined {
  const conditions = childOf(assertion, NS.assertion, 'Conditions');
  if (!conditions) throw new ProviderRefusal('conditions_missing', { element: 'Conditions' });
  requireBegun(timeOf(attributeOf(conditions, 'NotBefore'), 'NotBefore'), 'NotBefore', now);
  const end = timeOf(attributeOf(conditions, 'NotOnOrAfter'), 'NotOnOrAfter');
  requireNotOver(end, 'Conditions NotOnOrAfter', now);
  const restrictions = childrenOf(conditions, NS.assertion, 'AudienceRestriction');
  const lists = restrictions.map((one) => childrenOf(one, NS.assertion, 'Audience').map(textOf));
  if (lists.length === 0 || !lists.every((list) => list.includes(audience))) {
    throw new ProviderRefusal('audience_wrong', told(audience, lists.flat().join(' ') || 'none'));
  }
  return end;
}

/** One bearer confirmation that fits, of those that there are; the reason of the last one otherwise. */
function checkConfirmation(assertion: Element, envelope: Envelope, expected: Expected): number {
  const subject = childOf(assertion, NS.assertion, 'Subject');
  const all = subject ? childrenOf(subject, NS.assertion, 'SubjectConfirmation') : [];
  const bearers = all.filter((one) => attributeOf(one, 'Method') === BEARER);
  let refusal = new ProviderRefusal('confirmation_missing');
  for (const bearer of bearers) {
    try {
      const data = childOf(bearer, NS.assertion, 'SubjectConfirmationData');
      if (data) return checkConfirmationData(data, envelope, expected);
    } catch (error) {
      if (!(error instanceof ProviderRefusal)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function checkConfirmationData(
  data: Element,
  { isResponseSigned, destination, inResponseTo }: Envelope,
  { recipients, requestId, now }: Expected,
): number {
  const recipient = attributeOf(data, 'Recipient') ?? (isResponseSigned ? destination : undefined);
  if (recipient === undefined || !recipients.includes(recipient)) {
    throw new ProviderRefusal('recipient_wrong', told(recipients[0], recipient ?? 'none'));
  }
  const request =
    attributeOf(data, 'InResponseTo') ?? (isResponseSigned ? inResponseTo : undefined);
  if (request !== requestId) throw new ProviderRefusal('request_mismatch');
  requireBegun(timeOf(attributeOf(data, 'NotBefore'), 'NotBefore'), 'NotBefore', now);
  const end = timeOf(attributeOf(data, 'NotOnOrAfter'), 'NotOnOrAfter');
  if (end === undefined) {
    throw new ProviderRefusal('conditions_missing', {
      element: 'SubjectConfirmationData NotOnOrAfter',
    });
  }
  requireNotOver(end, 'SubjectConfirmationData NotOnOrAfter', now);
  return end;
}

function told(expected: string | undefined, received: string) {
  return { expected: expected ?? '', received: received.slice(0, 500) };
}
