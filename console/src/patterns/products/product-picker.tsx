import type { ReactNode } from 'react';
import { useOrganizationId } from '../../data/organization.js';
import { Picker } from '../picker/picker.js';
import { findProducts } from '../picker/sources.js';
import { useProductNames } from './use-products.js';

interface ProductPickerProps {
  readonly label: string;
  /** ids, in the order of picking */
  readonly value: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
  /** one only: the next takes its place */
  readonly isSingle?: boolean;
  /** left out of what is found */
  readonly without?: readonly string[];
}

/** Some of very many products. */
export function ProductPicker(props: ProductPickerProps): ReactNode {
  const { label, value, onChange, isSingle = false, without = [] } = props;
  const find = findProducts(useOrganizationId());
  const names = useProductNames(value);
  return (
    <Picker
      label={label}
      name="products"
      isSingle={isSingle}
      value={value.map((id) => ({ id, name: names.get(id) ?? id }))}
      onChange={(chosen) => onChange(chosen.map(({ id }) => id))}
      find={async (search, signal) => {
        const found = await find(search, signal);
        return { ...found, items: found.items.filter(({ id }) => !without.includes(id)) };
      }}
    />
  );
}
