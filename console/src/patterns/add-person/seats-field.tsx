import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import classes from './add-person.module.css';
import type { Adding } from './use-adding.js';

const MAX_PRODUCTS = 50;

/** Which seats the person gets; none at first. A seat that is not free is asked for when the person joins. */
export function SeatsField({ adding }: { readonly adding: Adding }): ReactNode {
  const { t } = useTranslation('adding');
  const organizationId = useOrganizationId();
  const isAllowed = useReach()('seats:write') === 'any';
  const products = useQuery({
    queryKey: keyOf(organizationId, 'products', 'first-page'),
    queryFn: () =>
      server.listProducts({ params: { organizationId }, query: { limit: MAX_PRODUCTS } }),
    enabled: isAllowed,
    staleTime: 30_000,
  });
  const items = products.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Checkbox.Group
      label={t('seats')}
      value={[...adding.form.products]}
      onChange={(value) => adding.change({ products: value })}
    >
      <div className={classes['seats']}>
        {items.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
