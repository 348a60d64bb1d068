import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReach } from '../../data/organization.js';
import { ProductPicker, useProducts } from '../products/index.js';
import classes from './add-person.module.css';
import type { Adding } from './use-adding.js';

/** Which seats the person gets; none at first. A seat that is not free is asked for when the person joins. */
export function SeatsField({ adding }: { readonly adding: Adding }): ReactNode {
  const { t } = useTranslation('adding');
  const isAllowed = useReach()('seats:write') === 'any';
  const { items, isMore } = useProducts();
  const value = [...adding.form.products];
  const change = (products: readonly string[]): void => adding.change({ products });
  if (!isAllowed || items.length === 0) return null;
  if (isMore) return <ProductPicker label={t('seats')} value={value} onChange={change} />;
  return (
    <Checkbox.Group label={t('seats')} value={value} onChange={change}>
      <div className={classes['seats']}>
        {items.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
