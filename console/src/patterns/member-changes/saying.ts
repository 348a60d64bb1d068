import { useTranslation } from 'react-i18next';
import { titleOf, useConsole } from '../../data/console.js';
import type { MemberChange } from './member-change.js';

interface Saying {
  readonly what: string;
  readonly who: string;
}

/** A change as two short lines: what was done, and to whom. */
export function useSaying(): (change: MemberChange) => Saying {
  const { t, i18n } = useTranslation('changes');
  const { data } = useConsole();
  const roleTitle = (name: string): string => {
    const role = data?.roles.find((one) => one.name === name);
    return role ? titleOf(role) : name;
  };
  const namesOf = ({ roles, product, spaces }: MemberChange['subject']): string =>
    [
      ...(roles ?? []).map(roleTitle),
      ...[...(product ? [product] : []), ...(spaces ?? [])].map(({ name }) => name ?? t('gone')),
    ].join(', ');
  return ({ change, subject, total, undoOf }) => {
    const done = t(`what.${change}`, { names: namesOf(subject), defaultValue: change });
    const number = total.toLocaleString(i18n.language);
    const who = subject.person
      ? (subject.person.name ?? t('nobody'))
      : t('people', { count: total, number });
    return { what: undoOf === undefined ? done : t('takenBack', { what: done }), who };
  };
}
