import { UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './frame.module.css';
import { showOverlay } from './shell.js';

const KEYS = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K';

/** Opens the palette for whoever does not know its keys. */
export function PaletteButton(): ReactNode {
  const { t } = useTranslation('frame');
  return (
    <UnstyledButton
      className={classes['find']}
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => showOverlay('palette')}
    >
      <IconSearch size={16} stroke={1.8} aria-hidden="true" />
      <span className={classes['findWords']}>{t('find')}</span>
      <kbd aria-hidden="true">{KEYS}</kbd>
    </UnstyledButton>
  );
}
