import type { TFunction } from 'i18next';
import type { Access } from './member-data.js';

export type Source = Access['roles'][number]['reasons'][number]['source'];

/** The reason as a sentence without its end: `because of the group IT Operations in Okta`. An id is no reason that a person can read. */
export function sourceWords(t: TFunction<'panel'>, source: Source): string {
  const { kind, group, connection, inviter, domain } = source;
  if (kind === 'group') {
    if (group === undefined) return t('because.groupUnnamed');
    if (connection === undefined) return t('because.groupGone', { group });
    return t('because.group', { group, connection });
  }
  if (kind === 'invitation') {
    return inviter === undefined ? t('because.invited') : t('because.invitation', { inviter });
  }
  if (kind === 'domain') return t('because.domain', { domain: domain ?? '' });
  return t(`because.${kind}`);
}

/** Of a seat: a request that nobody has approved is no reason yet. */
export function seatSourceWords(
  t: TFunction<'panel'>,
  { status, reason }: Access['seats'][number],
): string {
  const isAsked = reason.source.kind === 'request' && status !== 'assigned' && status !== 'held';
  return isAsked ? t('because.asked') : sourceWords(t, reason.source);
}
