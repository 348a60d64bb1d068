import { ColorPicker, ColorSwatch, Popover, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const SWATCHES = ['#3b53c4', '#17703f', '#8a5300', '#b3261e', '#6b3fa0', '#16181d'];
/** As a style sheet writes it. */
const HEX = /^#[0-9a-f]{6}$/i;

interface ColorFieldProps {
  readonly label: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly error: string | undefined;
  readonly onChange: (color: string) => void;
}

/**
 * A colour, typed or picked. The picker comes with the focus and is for a pointer: whoever has none types. Esc takes it away while the
 * focus stays in the field (WCAG 1.4.13).
 */
export function ColorField({
  label,
  value,
  disabled,
  error,
  onChange,
}: ColorFieldProps): ReactNode {
  const { t } = useTranslation('settings');
  const [isOpen, open] = useState(false);
  const color = HEX.test(value) ? value : '#ffffff';
  const show = (): void => open(true);
  return (
    <Popover opened={isOpen && !disabled} position="bottom-start" withRoles={false} shadow="md">
      <Popover.Target>
        <TextInput
          label={label}
          name="brand-color"
          attributes={{ input: { dir: 'ltr' } }}
          spellCheck={false}
          disabled={disabled}
          placeholder="#3b53c4"
          leftSection={<ColorSwatch color={color} size={18} />}
          value={value}
          error={error}
          onFocus={show}
          onClick={show}
          onBlur={() => open(false)}
          onKeyDown={({ key }) => key === 'Escape' && open(false)}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      </Popover.Target>
      <Popover.Dropdown
        role="group"
        aria-label={label}
        data-picker
        onMouseDown={(event) => event.preventDefault()}
      >
        <ColorPicker
          format="hex"
          focusable={false}
          swatches={SWATCHES}
          saturationLabel={t('color.shade')}
          hueLabel={t('color.hue')}
          value={color}
          onChange={onChange}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
