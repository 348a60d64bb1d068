import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { Chip } from '../../parts/chip.js';
import { Region } from '../../parts/region.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import { usePermissionWords } from '../../patterns/permissions/words.js';
import { useAccess, type Access, type Member } from './member-data.js';
import { roleTitle, seatTone, seatWord } from './field-words.js';
import classes from './member.module.css';
import { seatSourceWords, sourceWords, type Source } from './sources.js';

/** Why somebody has what they have: each role, space and seat with its reasons (console G6). */
export function AccessTab({ member }: { readonly member: Member }): ReactNode {
  const access = useAccess(member.id);
  return (
    <Region query={access} lines={6}>
      {(tree) => (
        <>
          <Summary member={member} tree={tree} />
          {tree.roles.map((role) => (
            <Role key={role.role} role={role} />
          ))}
          <Places tree={tree} />
          <Seats tree={tree} />
          <Dormant tree={tree} />
        </>
      )}
    </Region>
  );
}

interface TreeProps {
  readonly tree: Access;
}

/** The answer first: what the person may change, and how many permissions that is; all of them on demand. */
function Summary({ member, tree }: TreeProps & { readonly member: Member }): ReactNode {
  const { t, i18n } = useTranslation(['panel', 'frame']);
  const [isOpen, setOpen] = useState(false);
  const areas = areasOf(tree).filter((area) => i18n.exists(`frame:area.${area}`));
  const list = new Intl.ListFormat(i18n.language).format(
    areas.map((area) => t(`frame:area.${area as 'members'}`)),
  );
  const title =
    areas.length === 0
      ? t('panel:access.none', { name: member.name })
      : t('panel:access.can', { name: member.name, list });
  const words = usePermissionWords();
  return (
    <section className={classes['part']}>
      <h3>{title}</h3>
      <Button
        variant="transparent"
        size="compact-sm"
        style={{ paddingInline: 0 }}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {t('panel:access.all', { count: tree.permissions.length })}
      </Button>
      {isOpen && (
        <ul className={classes['permissions']}>
          {tree.permissions.map(({ permission, roles }) => (
            <li key={permission}>
              <span title={permission}>{words(permission)}</span>
              <span className="muted">{roles.map((role) => titleIn(tree, role)).join(', ')}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function areasOf({ permissions }: Access): readonly string[] {
  const changed = permissions.filter(({ permission }) => permission.endsWith(':write'));
  return [...new Set(changed.map(({ permission }) => permission.split(':')[0] ?? ''))];
}

function titleIn({ roles }: Access, name: string): string {
  return roles.find(({ role }) => role === name)?.title ?? name;
}

function Role({ role }: { readonly role: Access['roles'][number] }): ReactNode {
  const { t } = useTranslation('panel');
  const isOnlyGroup = role.reasons.every(({ source }) => source.kind === 'group');
  return (
    <section className={classes['part']}>
      <h3>
        {role.title} {!role.counts && <Chip isSource>{t('access.over')}</Chip>}
      </h3>
      <ul className={classes['reasons']}>
        {role.reasons.map((reason, index) => (
          <Reason key={index} {...reason} />
        ))}
      </ul>
      {isOnlyGroup && role.reasons.length === 1 && (
        <p className="muted">{t('access.leaving', { role: role.title })}</p>
      )}
    </section>
  );
}

interface ReasonProps {
  readonly source: Source;
  readonly since: string;
  readonly until?: string;
}

function Reason({ source, since, until }: ReasonProps): ReactNode {
  const { t } = useTranslation('panel');
  return (
    <li>
      <span>{sourceWords(t, source)}</span>
      <span className="muted">
        {' '}
        · <Time at={since} />
        {until !== undefined && (
          <>
            {' '}
            · {t('access.ends')} <Time at={until} />
          </>
        )}
      </span>
    </li>
  );
}

function Places({ tree }: TreeProps): ReactNode {
  const { t } = useTranslation('panel');
  const { data: console } = useConsole();
  const titleOf = (name: string): string =>
    console?.spaceRoles.find((role) => role.name === name)?.title ?? name;
  if (tree.spaces.length + tree.everySpace.length === 0) return null;
  return (
    <section className={classes['part']}>
      <h3>{t('tabs.spaces')}</h3>
      <ul className={classes['rows']}>
        {tree.everySpace.map(({ spaceRole, through }) => (
          <li key={through}>
            <span>{t('access.everySpace')}</span>
            <Chip>{titleOf(spaceRole)}</Chip>
            <small className="muted">
              {t('access.through', { role: roleTitle(console, through) })}
            </small>
          </li>
        ))}
        {tree.spaces.map(({ spaceId, name, role, reason }, index) => (
          <li key={`${spaceId} ${index}`}>
            <bdi>{name}</bdi>
            <Chip>{titleOf(role)}</Chip>
            <small className="muted">{sourceWords(t, reason.source)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Seats({ tree }: TreeProps): ReactNode {
  const { t } = useTranslation('panel');
  if (tree.seats.length === 0) return null;
  return (
    <section className={classes['part']}>
      <h3>{t('tabs.seats')}</h3>
      <ul className={classes['rows']}>
        {tree.seats.map((seat) => (
          <li key={seat.productId}>
            <bdi>{seat.product}</bdi>
            <Status tone={seatTone(seat.status)}>
              {t(`seats.status.${seatWord(seat.status)}`)}
            </Status>
            <small className="muted">{seatSourceWords(t, seat)}</small>
          </li>
        ))}
      </ul>
      {tree.more && <p className="muted">{t('access.more')}</p>}
    </section>
  );
}

/** What a directory would give and what is not in force, with why not. */
function Dormant({ tree }: TreeProps): ReactNode {
  const { t } = useTranslation('panel');
  const { data: console } = useConsole();
  if (tree.dormant.length === 0) return null;
  return (
    <section className={classes['part']}>
      <h3>{t('access.dormant.title')}</h3>
      <ul className={classes['rows']}>
        {tree.dormant.map(({ source, because, role }, index) => (
          <li key={index}>
            <span>{role === undefined ? sourceWords(t, source) : roleTitle(console, role)}</span>
            <small className="muted">{t(`access.dormant.${because}`)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
