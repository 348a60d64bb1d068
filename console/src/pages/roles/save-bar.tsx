import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import type { Role } from '../../patterns/role-select/roles.js';
import type { Difference } from './matrix.js';
import classes from '../../patterns/matrix/matrix.module.css';
import { announceSaved, MatrixSaveBar } from '../../patterns/matrix/save-bar.js';
import type { RoleEdits } from './use-edits.js';
import { usePermissionWords } from '../../patterns/permissions/words.js';

interface SaveBarProps {
  readonly roles: readonly Role[];
  readonly edits: RoleEdits;
}

/** What Save will do, role by role, and to how many people; it can be taken back afterwards. */
export function SaveBar({ roles, edits }: SaveBarProps): ReactNode {
  const { t } = useTranslation('roles');
  const names = Object.keys(edits.edits);
  const people = usePeople(names);
  if (names.length === 0) return null;
  const titleOf = (name: string): string => roles.find((role) => role.name === name)?.title ?? name;
  const save = async (): Promise<void> => {
    const inverse = await edits.save();
    if (inverse) announceSaved(t, () => edits.apply(inverse));
  };
  return (
    <MatrixSaveBar
      t={t}
      edits={edits}
      onSave={() => void save()}
      meanwhile={<Meanwhile edits={edits} titleOf={titleOf} />}
    >
      {Object.entries(edits.edits).map(([name, difference]) => (
        <Line key={name} title={titleOf(name)} difference={difference} people={people.get(name)} />
      ))}
    </MatrixSaveBar>
  );
}

interface LineProps {
  readonly title: string;
  readonly difference: Difference;
  readonly people: number | undefined;
}

function Line({ title, difference: { added, removed }, people }: LineProps): ReactNode {
  const { t } = useTranslation('roles');
  const words = usePermissionWords();
  const list = (permissions: readonly string[]): string => permissions.map(words).join(', ');
  return (
    <li>
      <b>{title}</b>{' '}
      {added.length > 0 && (
        <span className={classes['gained']}>{t('save.gains', { list: list(added) })}</span>
      )}
      {added.length > 0 && removed.length > 0 && ' · '}
      {removed.length > 0 && (
        <span className={classes['lost']}>{t('save.loses', { list: list(removed) })}</span>
      )}{' '}
      {people !== undefined && (
        <span className="muted num">{t('save.people', { count: people })}</span>
      )}
    </li>
  );
}

interface MeanwhileProps {
  readonly edits: RoleEdits;
  readonly titleOf: (name: string) => string;
}

/** Somebody saved first. Their changes are shown, ours stand on top of them, and nothing was sent (412). */
function Meanwhile({ edits, titleOf }: MeanwhileProps): ReactNode {
  const { t } = useTranslation('roles');
  const words = usePermissionWords();
  const entries = Object.entries(edits.meanwhile);
  if (entries.length === 0) return null;
  return (
    <div className={classes['meanwhile']} role="alert">
      {entries.map(([name, { added, removed }]) => (
        <p key={name}>
          {t('save.meanwhile', {
            role: titleOf(name),
            list: [
              ...added.map((one) => `+ ${words(one)}`),
              ...removed.map((one) => `− ${words(one)}`),
            ].join(', '),
          })}
        </p>
      ))}
    </div>
  );
}

/** Role → how many members have it now. */
function usePeople(names: readonly string[]): ReadonlyMap<string, number> {
  const organizationId = useOrganizationId();
  const answers = useQueries({
    queries: names.map((roleName) => ({
      queryKey: keyOf(organizationId, 'roles', roleName, 'usage'),
      queryFn: () => server.getRoleUsage({ params: { organizationId, roleName }, query: {} }),
    })),
  });
  return new Map(
    names.flatMap((name, index) => {
      const members = answers[index]?.data?.members;
      return members === undefined ? [] : [[name, members] as const];
    }),
  );
}
