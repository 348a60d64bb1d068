import type { Operations } from '@muster/client';
import type { Organization } from '../../data/organization.js';

type Body = Operations['updateOrganization']['input']['body'];

/** Field → its value as a form holds it; `` is: nothing is said, the default holds. `policies.guests`, `branding.color`. */
export type Values = Readonly<Record<string, string>>;

/** Where a policy is a number or a yes and no; the others are words. */
const NUMBERS = ['journalDays', 'massChangePercent', 'massChangePeople'];

export function valueOf(organization: Organization, field: string): string {
  const [first = '', second] = field.split('.');
  const outer = (organization as unknown as Record<string, unknown>)[first];
  const value =
    second === undefined ? outer : (outer as Record<string, unknown> | undefined)?.[second];
  return value === undefined || value === null ? '' : String(value as string | number | boolean);
}

/** Fields that both have changed, each in their own way. */
export function conflictsOf(base: Organization, changes: Values, now: Organization): string[] {
  return Object.keys(changes).filter(
    (field) =>
      valueOf(base, field) !== valueOf(now, field) && valueOf(now, field) !== changes[field],
  );
}

/** Only what was changed is sent (console D1). */
export function bodyOf(changes: Values): Body {
  const body: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(changes)) {
    const [first = '', second] = field.split('.');
    const sent = value === '' ? null : typed(second ?? first, value);
    if (second === undefined) body[first] = sent;
    else body[first] = Object.assign({}, body[first], { [second]: sent });
  }
  return body as Body;
}

function typed(name: string, value: string): string | number | boolean {
  if (NUMBERS.includes(name)) return Number(value);
  if (name === 'reminders') return value === 'true';
  return value;
}
