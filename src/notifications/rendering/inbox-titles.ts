import { nearestLocale } from '#kernel/index.js';
import type { Notice } from '#store/index.js';
import { noticeKindOf } from '../catalogue.js';
import type { NotificationDeps } from '../deps.js';
import { isTemplate } from '../templates/texts.js';
import { renderSubject, toSingleLine } from './render.js';

/** What a notice says in one line: the subject of its mail, in the language that is asked for or the member's. */
export async function titlesFor(
  { store, texts }: NotificationDeps,
  memberId: string,
  language?: string,
): Promise<(notice: Notice) => string> {
  const member = await store.read.members.get(memberId);
  const organization = await store.read.organizations.get(member?.organizationId ?? '');
  const locale = nearestLocale(language, member?.locale, organization?.locale);
  const base = { organization: organization?.name ?? 'Muster', name: member?.name ?? '', link: '' };
  return ({ notice, data }) => {
    const { template } = noticeKindOf(notice);
    if (!isTemplate(template)) return notice;
    const values = Object.entries(data).flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number'
        ? [[key, toSingleLine(String(value))] as const]
        : [],
    );
    const view = { ...base, ...Object.fromEntries(values) };
    return renderSubject({ template, locale, texts: texts[locale], view });
  };
}
