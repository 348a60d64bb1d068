import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import type { Role } from '../../patterns/role-select/roles.js';
import { usePermissionWords } from '../../patterns/permissions/words.js';
import classes from './role.module.css';

type Changes = Operations['compareRoleVersions']['output']['changes'];
type Lists = NonNullable<Changes['permissions']>;

interface RoleDifferenceProps {
  readonly changes: Changes;
  readonly roles: readonly Role[];
}

/** What differs between two versions. */
export function RoleDifference({ changes, roles }: RoleDifferenceProps): ReactNode {
  const { t } = useTranslation('roles');
  const words = usePermissionWords();
  const title = (name: string): string =>
    name === '*' ? t('every') : (roles.find((role) => role.name === name)?.title ?? name);
  if (Object.keys(changes).length === 0) return <p className="muted">{t('versions.same')}</p>;
  const yes = (value: boolean): string => (value ? t('isYes') : t('isNo'));
  return (
    <dl className={classes['difference']}>
      <Value term={t('form.title')} change={changes.title} />
      <Value term={t('form.description')} change={changes.description} />
      {changes.mappable && (
        <Value
          term={t('mappable')}
          change={{ from: yes(changes.mappable.from), to: yes(changes.mappable.to) }}
        />
      )}
      <List term={t('permissions')} lists={changes.permissions} words={words} />
      <List term={t('grants')} lists={changes.grants} words={title} />
      <List term={t('manages')} lists={changes.manages} words={title} />
    </dl>
  );
}

interface ValueProps {
  readonly term: string;
  readonly change: { readonly from: string | null; readonly to: string | null } | undefined;
}

function Value({ term, change }: ValueProps): ReactNode {
  if (!change) return null;
  return (
    <>
      <dt>{term}</dt>
      <dd>
        <del className={classes['removed']}>{change.from}</del>
        <ins className={classes['added']}>{change.to}</ins>
      </dd>
    </>
  );
}

interface ListProps {
  readonly term: string;
  readonly lists: Lists | undefined;
  readonly words: (name: string) => string;
}

/** A sign before each line: the colour is not all that tells them apart. */
export function List({ term, lists, words }: ListProps): ReactNode {
  if (!lists || lists.added.length + lists.removed.length === 0) return null;
  return (
    <>
      <dt>{term}</dt>
      <dd>
        {lists.added.map((one) => (
          <span key={one} className={classes['added']}>
            + {words(one)}
          </span>
        ))}
        {lists.removed.map((one) => (
          <span key={one} className={classes['removed']}>
            − {words(one)}
          </span>
        ))}
      </dd>
    </>
  );
}
