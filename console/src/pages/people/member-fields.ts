import { useTranslation } from 'react-i18next';
import { titleOf, useConsole } from '../../data/console.js';
import { useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import type { FilterField, FoundOptions } from '../../patterns/list/index.js';
import { findProducts } from '../../patterns/picker/sources.js';
import { useProducts } from '../../patterns/products/index.js';

const SOURCES = ['manual', 'scim', 'invitation', 'join_request', 'domain', 'import', 'sign_in'];

/** The filters of members, from which tokens, address and request come. */
export function useMemberFields(states: readonly string[]): readonly FilterField[] {
  const { t } = useTranslation('people');
  const console = useConsole();
  const products = useProductField();
  const spaces = useSpaceField();
  const roles = console.data?.roles ?? [];
  const status: FilterField = {
    kind: 'choice',
    key: 'status',
    title: t('fields.status'),
    options: states.map((value) => ({ value, label: t(`status.${value}`) })),
  };
  return [
    {
      kind: 'choice',
      key: 'role',
      title: t('fields.role'),
      options: roles.map((role) => ({ value: role.name, label: titleOf(role) })),
    },
    ...(states.length > 1 ? [status] : []),
    {
      kind: 'choice',
      key: 'source',
      title: t('fields.source'),
      options: SOURCES.map((value) => ({ value, label: t(`source.${value}`) })),
    },
    ...spaces,
    ...products,
    { kind: 'days', key: 'added', title: t('fields.added') },
    { kind: 'days', key: 'active', title: t('fields.active') },
  ];
}

/** Spaces are searched on the server: there may be thousands (console B21). */
function useSpaceField(): readonly FilterField[] {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const reach = useReach();
  if (reach('spaces:read') !== 'any') return [];
  return [
    {
      kind: 'pick',
      key: 'space',
      title: t('fields.space'),
      find: findSpaces(organizationId),
      nameOf: async (spaceId) =>
        (await server.getSpace({ params: { organizationId, spaceId } })).name,
    },
  ];
}

/** From a list while they are few, else searched on the server (console B21). */
function useProductField(): readonly FilterField[] {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const { items, isMore } = useProducts();
  if (items.length === 0) return [];
  const field = { key: 'product', title: t('fields.product') };
  if (!isMore) {
    const options = items.map(({ id, name }) => ({ value: id, label: name }));
    return [{ kind: 'choice', ...field, options }];
  }
  const search = findProducts(organizationId);
  return [
    {
      kind: 'pick',
      ...field,
      find: async (text, signal) => {
        const { items: found, total } = await search(text, signal);
        return { options: found.map(({ id, name }) => ({ value: id, label: name })), total };
      },
      nameOf: async (productId) =>
        (await server.getProduct({ params: { organizationId, productId } })).name,
    },
  ];
}

export function findSpaces(
  organizationId: string,
): (text: string, signal: AbortSignal) => Promise<FoundOptions> {
  return async (text, signal) => {
    const {
      items,
      total,
      totalIsCapped: isCapped,
    } = await server.listSpaces({
      params: { organizationId },
      query: { limit: 25, total: 'true', ...(text !== '' && { search: text }) },
      signal,
    });
    const options = items.map(({ id, name }) => ({ value: id, label: name }));
    return { options, total, isCapped };
  };
}
