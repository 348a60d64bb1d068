import { ActionIcon, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, type Console } from '../../data/console.js';
import { useOrganizationId, useReach } from '../../data/organization.js';
import { Chip } from '../../parts/chip.js';
import { EmptyState } from '../../parts/empty-state.js';
import type { Editing } from '../../patterns/edit/index.js';
import { Picker, type Choice } from '../../patterns/picker/picker.js';
import { findSpaces } from '../../patterns/picker/sources.js';
import { useSpaceNames } from './choices.js';
import { roleTitle } from './field-words.js';
import { useAccess, type Member, type MemberSpace } from './member-data.js';
import { changesOf } from './member-fields.js';
import classes from './member.module.css';
import { sourceWords, type Source } from './sources.js';

interface SpacesTabProps {
  readonly member: Member;
  readonly console: Console;
  readonly spaces: readonly MemberSpace[];
  readonly editing: Editing;
}

/** Spaces of the person with why; in edit the assignments by hand change, what a group or a role gives stays. */
export function SpacesTab({ member, console, spaces, editing }: SpacesTabProps): ReactNode {
  const { t } = useTranslation('panel');
  const names = useSpaceNames(spaces, editing.changes);
  const mayWrite = useReach()('spaces:write') !== undefined;
  const isEditing = editing.isEditing && mayWrite;
  const groupSourceOf = useGroupSources(member.id);
  const known = new Set(spaces.map(({ space }) => space.id));
  const added = changesOf(editing.changes, 'spaces')
    .filter(([id, role]) => role !== null && !known.has(id))
    .map(([id]) => ({ space: { id, name: names.get(id) ?? id }, reasons: [] }));
  const rows: readonly MemberSpace[] = [...added, ...spaces];
  return (
    <>
      {editing.isEditing && !mayWrite && <p className={classes['hint']}>{t('lack.spaces')}</p>}
      {isEditing && (
        <AddSpace
          taken={rows.map(({ space }) => space.id)}
          onAdd={(id) => editing.set(`spaces.${id}`, lastRole(console))}
        />
      )}
      {rows.length === 0 && !isEditing && (
        <EmptyState title={t('spaces.none.title')} text={t('spaces.none.text')} />
      )}
      <ul className={classes['list']}>
        {rows.map((row) => (
          <SpaceRow
            key={row.space.id}
            row={row}
            groupSource={groupSourceOf(row)}
            console={console}
            editing={editing}
            isEditing={isEditing}
          />
        ))}
      </ul>
    </>
  );
}

/** A row knows the id of its group; the access of the member has the names. */
function useGroupSources(memberId: string): (row: MemberSpace) => Source | undefined {
  const { data: access } = useAccess(memberId);
  return ({ space, reasons }) => {
    const own = reasons.find(({ source }) => source.kind === 'group')?.source;
    const named = access?.spaces.find(
      ({ spaceId, reason }) => spaceId === space.id && reason.source.kind === 'group',
    );
    return own && (named?.reason.source ?? own);
  };
}

/** The least of the roles in spaces: presets list them from the strongest on. */
function lastRole({ spaceRoles }: Console): string {
  return spaceRoles.at(-1)?.name ?? '';
}

interface SpaceRowProps {
  readonly row: MemberSpace;
  /** the group of a directory that gives the space */
  readonly groupSource: Source | undefined;
  readonly console: Console;
  readonly editing: Editing;
  readonly isEditing: boolean;
}

function SpaceRow({ row, groupSource, console, editing, isEditing }: SpaceRowProps): ReactNode {
  const { t } = useTranslation('panel');
  const { space, reasons, inherited } = row;
  const field = `spaces.${space.id}`;
  const value = editing.value(field);
  const fromGroup = reasons.find(({ source }) => source.kind === 'group');
  const why = inherited
    ? t('access.through', { role: roleTitle(console, inherited.role) })
    : groupSource && sourceWords(t, groupSource);
  const shown = console.spaceRoles.find(
    ({ name }) => name === (value ?? inherited?.spaceRole ?? fromGroup?.role),
  );
  return (
    <li className={classes['item']}>
      <span className={classes['itemWords']}>
        <bdi>{space.name}</bdi>
        {why !== undefined && <small className="muted">{why}</small>}
      </span>
      {isEditing && value !== null ? (
        <>
          <Select
            aria-label={t('spaces.role', { space: space.name })}
            w={130}
            data={console.spaceRoles.map((role) => ({ value: role.name, label: titleOf(role) }))}
            value={String(value)}
            onChange={(role) => editing.set(field, role)}
          />
          <ActionIcon
            aria-label={t('spaces.remove', { space: space.name })}
            onClick={() => editing.set(field, null)}
          >
            <IconX size={16} />
          </ActionIcon>
        </>
      ) : shown && (value !== null || why !== undefined) ? (
        <Chip>{titleOf(shown)}</Chip>
      ) : (
        <span className="muted">{t('spaces.removed')}</span>
      )}
    </li>
  );
}

interface AddSpaceProps {
  readonly taken: readonly string[];
  readonly onAdd: (spaceId: string) => void;
}

/** Each that is picked becomes a row at once. */
function AddSpace({ taken, onAdd }: AddSpaceProps): ReactNode {
  const { t } = useTranslation('panel');
  const organizationId = useOrganizationId();
  const find = findSpaces(organizationId);
  return (
    <Picker
      label={t('spaces.add')}
      placeholder={t('spaces.search')}
      name="spaces"
      isSingle
      value={NOTHING}
      onChange={([space]) => space && onAdd(space.id)}
      find={async (search, signal) => {
        const found = await find(search, signal);
        return { ...found, items: found.items.filter(({ id }) => !taken.includes(id)) };
      }}
    />
  );
}

const NOTHING: readonly Choice[] = [];
