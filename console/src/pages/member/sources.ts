import type { TFunction } from 'i18next';
import type { Access } from './member-data.js';

export type Source = Access['roles'][number]['reasons'][number]['source'];

/** The reason as a sentence without its end: `because of the group IT Operations in Okta`. */
export function sourceWords(t: TFunction<'panel'>, source: Source): string {
  const { kind, group, connection, inviter, domain } = source;
  if (kind === 'group') {
    const words = { group: group ?? source.groupId ?? '', connection: connection ?? '' };
    return connection === undefined ? t('because.groupGone', words) : t('because.group', words);
  }
  if (kind === 'invitation') {
    return inviter === undefined ? t('because.invited') : t('because.invitation', { inviter });
  }
  if (kind === 'domain') return t('because.domain', { domain: domain ?? '' });
  return t(`because.${kind}`);
}
