import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import classes from './departure.module.css';

type Removal = Operations['previewMemberRemoval']['output'];
export type Departure = Pick<Removal, 'apiKeys' | 'spacesAlone' | 'invitations' | 'invitationsAre'>;

interface DepartureListProps {
  readonly departure: Departure;
  /** what goes, by the page, above what stays */
  readonly children?: ReactNode;
}

/** What people leave behind who are removed, by name: keys with their last use, spaces, invitations (console A17). */
export function DepartureList({ departure, children }: DepartureListProps): ReactNode {
  const { t, i18n } = useTranslation('changes');
  const { apiKeys, spacesAlone, invitations, invitationsAre } = departure;
  const used = (at: string | undefined): string => {
    if (at === undefined) return t('departure.unused');
    const day = new Date(at).toLocaleDateString(i18n.language, { dateStyle: 'medium' });
    return t('departure.used', { day });
  };
  return (
    <ul className={classes['list']}>
      {children}
      <DepartureLine
        title={t('departure.keys', { count: apiKeys.length })}
        names={apiKeys.map(({ name, lastUsedAt }) => `${name} (${used(lastUsedAt)})`)}
      />
      <DepartureLine
        title={t('departure.alone', { count: spacesAlone.length })}
        names={spacesAlone.map(({ space }) => space)}
      />
      <DepartureLine
        title={t(`departure.${invitationsAre}`, { count: invitations.length })}
        names={invitations.map(({ email }) => email)}
      />
    </ul>
  );
}

const MAX_NAMES = 5;

interface DepartureLineProps {
  readonly title: string;
  readonly names: readonly string[];
}

/** Nothing where there is none of it. */
export function DepartureLine({ title, names }: DepartureLineProps): ReactNode {
  if (names.length === 0) return null;
  const rest = names.length - MAX_NAMES;
  return (
    <li>
      <b>{title}</b>
      <bdi className="muted">
        {names.slice(0, MAX_NAMES).join(', ')}
        {rest > 0 && ` +${rest}`}
      </bdi>
    </li>
  );
}
