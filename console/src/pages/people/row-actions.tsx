import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconDots,
  IconKey,
  IconMailForward,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconTrash,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberOpener } from '../../patterns/list/index.js';
import classes from './people.module.css';

export type RowActionName =
  'edit' | 'access' | 'suspend' | 'restore' | 'remove' | 'resend' | 'renew' | 'revoke' | 'delete';

export interface RowAction {
  readonly name: RowActionName;
  /** why it cannot be used, and who can help */
  readonly reason?: string | undefined;
  readonly run: () => void;
}

interface Look {
  readonly icon: Icon;
  readonly textKey: string;
}

const LOOKS: Readonly<Record<RowActionName, Look>> = {
  edit: { icon: IconPencil, textKey: 'edit' },
  access: { icon: IconKey, textKey: 'access' },
  suspend: { icon: IconPlayerPause, textKey: 'suspend' },
  restore: { icon: IconPlayerPlay, textKey: 'restore' },
  remove: { icon: IconTrash, textKey: 'remove' },
  resend: { icon: IconMailForward, textKey: 'resend' },
  renew: { icon: IconRefresh, textKey: 'renew' },
  revoke: { icon: IconX, textKey: 'revoke' },
  delete: { icon: IconTrash, textKey: 'delete' },
};

/** The last in a menu, apart from the others (console F1). */
const DANGEROUS: readonly RowActionName[] = ['remove', 'revoke', 'delete'];

interface RowActionsProps {
  readonly as: 'buttons' | 'menu';
  readonly actions: readonly RowAction[];
  /** whose row it is: every control says it (console J6) */
  readonly person: string;
}

const LEAVING: readonly RowActionName[] = ['edit', 'access'];

/** What can be done to one row, as the preset shows it: buttons, or a menu of three dots. */
export function RowActions({ as, actions, person }: RowActionsProps): ReactNode {
  const { t } = useTranslation('people');
  const button = useRef<HTMLButtonElement>(null);
  if (actions.length === 0) return null;
  if (as === 'buttons') {
    return actions.map((action) => <RowButton key={action.name} action={action} person={person} />);
  }
  // what leads to another page opens no dialog
  const asked = actions.map((action) => ({
    ...action,
    run: () => {
      if (!LEAVING.includes(action.name)) rememberOpener(button.current);
      action.run();
    },
  }));
  const safe = asked.filter(({ name }) => !DANGEROUS.includes(name));
  const dangerous = asked.filter(({ name }) => DANGEROUS.includes(name));
  return (
    <Menu withinPortal>
      <Menu.Target>
        <ActionIcon ref={button} size={28} aria-label={t('rowActions', { person })}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {safe.map((action) => (
          <RowItem key={action.name} action={action} />
        ))}
        {safe.length > 0 && dangerous.length > 0 && <Menu.Divider />}
        {dangerous.map((action) => (
          <RowItem key={action.name} action={action} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function RowItem({ action: { name, reason, run } }: { readonly action: RowAction }): ReactNode {
  const { t } = useTranslation('people');
  const { icon: Shown, textKey } = LOOKS[name];
  return (
    <Menu.Item
      leftSection={<Shown size={15} aria-hidden="true" />}
      {...(DANGEROUS.includes(name) && { color: 'red' })}
      {...(reason !== undefined && { 'data-disabled': true, 'aria-disabled': true })}
      closeMenuOnClick={reason === undefined}
      onClick={() => {
        if (reason === undefined) run();
      }}
    >
      {t(textKey)}
      {reason !== undefined && <small className={classes['reason']}>{reason}</small>}
    </Menu.Item>
  );
}

function RowButton({
  action: { name, reason, run },
  person,
}: {
  readonly action: RowAction;
  readonly person: string;
}): ReactNode {
  const { t } = useTranslation('people');
  const { icon: Shown, textKey } = LOOKS[name];
  return (
    <Tooltip label={reason ?? t(textKey)}>
      <Button
        size="compact-sm"
        variant="subtle"
        color={DANGEROUS.includes(name) ? 'red' : 'gray'}
        className={classes['rowButton']}
        aria-label={t('rowAction', { action: t(textKey), person })}
        {...(reason !== undefined && {
          'data-disabled': true,
          'aria-disabled': true,
          'aria-description': reason,
        })}
        onClick={() => {
          if (reason === undefined) run();
        }}
      >
        <Shown size={16} aria-hidden="true" />
        <span className={classes['rowWord']}>{t(textKey)}</span>
      </Button>
    </Tooltip>
  );
}

/** Of a button beside its words. */
const BUTTON_PX = 18;
const END_PX = 20;
const ICON_PX = 32;

/** Pixels for the buttons of a row: wide enough for the words of all that stand together, and for their signs on a narrow list. */
export function useRowWidths(
  as: RowActionsProps['as'],
  together: readonly (readonly RowActionName[])[],
): { readonly actionsWidth: number; readonly actionsNarrow: number } {
  const { t } = useTranslation('people');
  if (as === 'menu') return { actionsWidth: 52, actionsNarrow: 52 };
  const widths = together.map((names) =>
    names.reduce((sum, name) => sum + BUTTON_PX + widthOf(t(LOOKS[name].textKey)), END_PX),
  );
  const most = Math.max(...together.map(({ length }) => length));
  return { actionsWidth: Math.max(...widths), actionsNarrow: most * ICON_PX + END_PX };
}

/** About; capitals and signs of East Asia are wider. */
function widthOf(words: string): number {
  return [...words].reduce(
    (sum, sign) => sum + (sign > '\u2e80' ? 14 : /\p{Lu}/u.test(sign) ? 11 : 8),
    0,
  );
}
