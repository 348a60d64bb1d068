import type { Locale } from '#kernel/index.js';
import { formatDate } from '../rendering/dates.js';
import type { View } from '../rendering/render.js';
import { placeholdersOf, type TemplateName } from './texts.js';

const SAMPLE_VALUES: Readonly<Record<string, string>> = {
  organization: 'Example',
  name: 'User One',
  link: 'https://muster.example.com/join#token=sample',
  inviter: 'User Two',
  byPerson: 'yes',
  roles: 'Member',
  message: 'Welcome!',
  note: 'It was sent to the wrong address.',
  person: 'User Three',
  email: 'user-3@example.com',
  actor: 'User Two',
  product: 'Studio',
  items: '- Example\n- Example',
  used: '8',
  seats: '10',
  limit: '10',
  percent: '80',
  reason: 'It was not the right place.',
  from: 'User Two',
  to: 'User Three',
  token: 'Directory',
  days: '7',
  count: '3',
  connection: 'Directory',
  usableUntil: '2 January 2030',
  member: 'User Four',
  group: 'Administrators',
  succeeded: '98',
  failed: '2',
  endpoint: 'https://example.com/hooks',
  title: 'A licence was generated',
  text: 'Studio, for User Three.',
  domain: 'example.com',
  domains: 'example.com, example.org',
  code: 'sample-code',
  reported: 'yes',
};

/** Made-up values for a preview. */
export function sampleView(template: TemplateName, locale: Locale, now: number): View {
  const expires = formatDate(new Date(now + 7 * 86_400_000).toISOString(), { language: locale });
  const hasLink = template.startsWith('invitation') || template === 'host-notice';
  const value = (name: string): string => {
    if (name === 'expires') return expires;
    if (name === 'link' && !hasLink) return '';
    return SAMPLE_VALUES[name] ?? name;
  };
  return Object.fromEntries(placeholdersOf(template).map((name) => [name, value(name)]));
}
