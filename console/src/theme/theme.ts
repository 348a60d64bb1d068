import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type VariantColorsResolver,
} from '@mantine/core';

/** The accent of tokens.css as Mantine's scale: 6 is filled in light, 3 in dark. */
const ACCENT = [
  '#eef1fd',
  '#d5dcfa',
  '#b3c0f6',
  '#8ea2ff',
  '#6d83e6',
  '#5269d6',
  '#3b53c4',
  '#3247aa',
  '#2a3c8f',
  '#20264a',
] as const;

/** Filled buttons in the tokens' own way: Mantine chooses the colour of the word without regard to the scheme. */
const variantColors: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input);
  const isMain = input.color === undefined || input.color === 'accent';
  if (isMain && input.variant === 'filled') {
    const hover = 'color-mix(in srgb, var(--accent) 90%, var(--text))';
    return Object.assign(usual, { color: 'var(--on-accent)', hover });
  }
  if (input.color !== 'red') return usual;
  if (input.variant === 'filled') {
    const filled = { background: 'var(--bad)', hover: 'var(--bad)', color: 'var(--on-accent)' };
    return Object.assign(usual, filled);
  }
  // entries of menus take the hover of `light`
  if (input.variant !== 'subtle' && input.variant !== 'light') return usual;
  return Object.assign(usual, { color: 'var(--bad)', hover: 'var(--bad-soft)' });
};

/** Eight entries are seen, and half of the next one. */
const SCROLLS = { maxHeight: 290, overflowY: 'auto' } as const;

export const THEME = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 3 },
  autoContrast: true,
  variantColorResolver: variantColors,
  luminanceThreshold: 0.35,
  colors: { accent: ACCENT },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 8,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: { fontWeight: '600' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { size: 'compact-md' },
      styles: { root: { height: 34, paddingInline: 13 } },
    },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 32 } },
    Modal: {
      defaultProps: { centered: true, radius: 12, overlayProps: { backgroundOpacity: 0.4 } },
      // a name may be one long word
      styles: {
        header: { gap: 12 },
        title: {
          minWidth: 0,
          fontSize: 15,
          fontWeight: 600,
          lineHeight: 1.35,
          overflowWrap: 'anywhere',
        },
        body: { overflowWrap: 'anywhere' },
      },
    },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Checkbox: { defaultProps: { size: 'sm' } },
    // what is typed here is about others: no browser fills it with the reader's own (console A24)
    TextInput: { defaultProps: { size: 'sm', autoComplete: 'off' } },
    NumberInput: { defaultProps: { size: 'sm', hideControls: true, autoComplete: 'off' } },
    // the list itself scrolls: nothing between it and its entries takes the focus
    Select: {
      defaultProps: {
        size: 'sm',
        allowDeselect: false,
        autoComplete: 'off',
        withScrollArea: false,
      },
      styles: { options: SCROLLS },
    },
    MultiSelect: {
      defaultProps: { autoComplete: 'off', withScrollArea: false },
      styles: { options: SCROLLS },
    },
    ColorInput: { defaultProps: { autoComplete: 'off' } },
    // its first entry takes the focus, not a placeholder that is no entry
    Menu: {
      defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false },
    },
  },
});

/** Mantine's own names for what tokens.css decides. */
const NAMES = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--faint)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-text': 'var(--accent)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-color': 'var(--accent)',
  '--mantine-color-red-filled': 'var(--bad)',
  '--mantine-color-red-text': 'var(--bad)',
  // entries of menus
  '--mantine-color-red-6': 'var(--bad)',
  '--mantine-color-gray-subtle-color': 'var(--muted)',
  '--mantine-color-gray-text': 'var(--muted)',
};

/** Both say the same colour, in either scheme: Mantine's own values stand in the rules of a scheme. */
export const CSS_VARIABLES: CSSVariablesResolver = () => ({
  variables: {},
  // borders and grounds of inputs
  light: { ...NAMES, '--mantine-color-gray-4': 'var(--line-strong)' },
  dark: {
    ...NAMES,
    '--mantine-color-dark-4': 'var(--line-strong)',
    '--mantine-color-dark-6': 'var(--raised)',
  },
});
