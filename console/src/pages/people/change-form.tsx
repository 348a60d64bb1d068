import { Checkbox, Radio, Select, Stack, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, useConsole } from '../../data/console.js';
import { useOrganizationId } from '../../data/organization.js';
import { PickList } from '../../patterns/list/index.js';
import { server } from '../../data/server.js';
import { Successor } from '../../patterns/successor/index.js';
import type { Act, Change } from './changes.js';
import { findSpaces } from './member-fields.js';
import { ProductPicker, useProducts } from '../../patterns/products/index.js';

interface FormProps {
  /** undefined: not everything is chosen */
  readonly onChange: (change: Change | undefined) => void;
}

interface ChangeFormProps extends FormProps {
  readonly act: Act;
  /** of the rows that are named; none where all that match are meant */
  readonly ids: readonly string[];
}

/** What has to be chosen before a change can be looked at; nothing for most of them. */
export function ChangeForm({ act, ids, onChange }: ChangeFormProps): ReactNode {
  if (act === 'roles') return <RolesForm onChange={onChange} />;
  if (act === 'seats') return <SeatsForm onChange={onChange} />;
  if (act === 'spaces') return <SpacesForm onChange={onChange} />;
  if (act === 'revoke') return <RevokeForm onChange={onChange} />;
  if (act === 'remove') return <RemoveForm ids={ids} onChange={onChange} />;
  return null;
}

type Way = 'give' | 'take';

function WayChoice({
  way,
  onWay,
  words,
}: {
  readonly way: Way;
  readonly onWay: (way: Way) => void;
  readonly words: Readonly<Record<Way, string>>;
}): ReactNode {
  const { t } = useTranslation('people');
  return (
    <Radio.Group value={way} onChange={(value) => onWay(value as Way)} aria-label={t('way')}>
      <Stack gap={8}>
        <Radio value="give" label={words.give} data-autofocus />
        <Radio value="take" label={words.take} />
      </Stack>
    </Radio.Group>
  );
}

function RolesForm({ onChange }: FormProps): ReactNode {
  const { t } = useTranslation('people');
  const { data } = useConsole();
  const [way, setWay] = useState<Way>('give');
  const [role, setRole] = useState<string | null>(null);
  const tell = (nextWay: Way, nextRole: string | null): void => {
    setWay(nextWay);
    setRole(nextRole);
    if (nextRole === null) return;
    const kind = nextWay === 'take' ? 'removeRoles' : isSingle ? 'setRoles' : 'addRoles';
    onChange({ kind, roles: [nextRole], confirm: true });
  };
  const isSingle = data?.roleChoice.as !== 'several';
  const roles = (data?.roles ?? []).filter(({ mayGive }) => mayGive);
  return (
    <>
      {!isSingle && (
        <WayChoice
          way={way}
          onWay={(next) => tell(next, role)}
          words={{ give: t('givingRoles.give'), take: t('givingRoles.take') }}
        />
      )}
      <Select
        label={t('fields.role')}
        searchable
        data={roles.map((one) => ({ value: one.name, label: titleOf(one) }))}
        value={role}
        onChange={(next) => tell(way, next)}
      />
    </>
  );
}

function SeatsForm({ onChange }: FormProps): ReactNode {
  const { t } = useTranslation('people');
  const { items, isMore } = useProducts();
  const [way, setWay] = useState<Way>('give');
  const [product, setProduct] = useState<string | null>(null);
  const tell = (nextWay: Way, productId: string | null): void => {
    setWay(nextWay);
    setProduct(productId);
    if (productId === null) return;
    onChange({ kind: nextWay === 'give' ? 'assignSeats' : 'releaseSeats', productId });
  };
  return (
    <>
      <WayChoice
        way={way}
        onWay={(next) => tell(next, product)}
        words={{ give: t('seating.give'), take: t('seating.take') }}
      />
      {isMore ? (
        <ProductPicker
          label={t('fields.product')}
          isSingle
          value={product === null ? [] : [product]}
          onChange={([next = null]) => tell(way, next)}
        />
      ) : (
        <Select
          label={t('fields.product')}
          searchable
          data={items.map(({ id, name }) => ({ value: id, label: name }))}
          value={product}
          onChange={(next) => tell(way, next)}
        />
      )}
    </>
  );
}

function SpacesForm({ onChange }: FormProps): ReactNode {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const { data } = useConsole();
  const spaceRoles = data?.spaceRoles ?? [];
  const [way, setWay] = useState<Way>('give');
  const [spaceIds, setSpaceIds] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  const role = chosen ?? spaceRoles.at(-1)?.name ?? '';
  const tell = (next: { way?: Way; ids?: readonly string[]; role?: string | null }): void => {
    const ids = [...(next.ids ?? spaceIds)];
    const last = next.way ?? way;
    setWay(last);
    setSpaceIds(ids);
    if (next.role !== undefined) setChosen(next.role);
    if (ids.length === 0) return onChange(undefined);
    if (last === 'take') return onChange({ kind: 'removeFromSpaces', spaceIds: ids });
    onChange({ kind: 'addToSpaces', spaceIds: ids, role: next.role ?? role });
  };
  return (
    <>
      <WayChoice
        way={way}
        onWay={(next) => tell({ way: next })}
        words={{ give: t('spacing.give'), take: t('spacing.take') }}
      />
      <PickList
        field={{
          key: 'space',
          title: t('fields.space'),
          find: findSpaces(organizationId),
          nameOf: async (spaceId) =>
            (await server.getSpace({ params: { organizationId, spaceId } })).name,
        }}
        values={spaceIds}
        onValues={(ids) => tell({ ids })}
      />
      {way === 'give' && (
        <Select
          label={t('fields.spaceRole')}
          data={spaceRoles.map(({ name, title }) => ({ value: name, label: title }))}
          value={role}
          onChange={(next) => tell({ role: next })}
        />
      )}
    </>
  );
}

function RevokeForm({ onChange }: FormProps): ReactNode {
  const { t } = useTranslation('people');
  const [isTold, setTold] = useState(false);
  const [note, setNote] = useState('');
  const tell = (notify: boolean, text: string): void => {
    setTold(notify);
    setNote(text);
    const words = text.trim();
    onChange({
      kind: 'revokeInvitations',
      ...(notify && { notify }),
      ...(notify && words !== '' && { note: words }),
    });
  };
  return (
    <>
      <Checkbox
        label={t('revoking.notify')}
        checked={isTold}
        onChange={({ currentTarget }) => tell(currentTarget.checked, note)}
      />
      {isTold && (
        <Textarea
          label={t('revoking.note')}
          name="revocation-note"
          autoComplete="off"
          maxLength={1_000}
          autosize
          minRows={2}
          value={note}
          onChange={({ currentTarget }) => tell(isTold, currentTarget.value)}
        />
      )}
    </>
  );
}

function RemoveForm({ ids, onChange }: FormProps & { readonly ids: readonly string[] }): ReactNode {
  const [successor, setSuccessor] = useState<string | null>(null);
  return (
    <Successor
      without={ids}
      value={successor}
      onChange={(id) => {
        setSuccessor(id);
        onChange({ kind: 'remove', ...(id !== null && { successorMemberId: id }) });
      }}
    />
  );
}
