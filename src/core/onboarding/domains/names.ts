import { Fault, toDomain } from '#kernel/index.js';
import { throwInvalidField } from '#core/entitlements/index.js';

export interface DomainRules {
  /** public mailboxes; their subdomains count too */
  readonly consumer: ReadonlySet<string>;
  /** those that the operator allows to no organization */
  readonly blocked: ReadonlySet<string>;
}

export const NO_DOMAIN_RULES: DomainRules = { consumer: new Set(), blocked: new Set() };

/** Mailboxes that only the owner of a domain can read (CA/Browser Forum Baseline Requirements, section 3.2.2.4.4). */
export const PROOF_MAILBOXES = ['admin', 'administrator', 'hostmaster', 'postmaster', 'webmaster'];

/** Lower case and punycode, without a dot at its end. Fault `request.invalid`. */
export function readDomain(text: string): string {
  const name = toDomain(text.trim().replace(/\.$/, ''));
  if (name !== '') return name;
  return throwInvalidField('name', 'must be a domain, such as example.com', 'domain');
}

/** Faults `domain.consumer`, `domain.blocked`. */
export function requireOwnable(name: string, { consumer, blocked }: DomainRules): void {
  for (let rest = name; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    if (consumer.has(rest)) throw new Fault('domain.consumer', { domain: rest });
    if (blocked.has(rest)) throw new Fault('domain.blocked', { domain: rest });
  }
}
