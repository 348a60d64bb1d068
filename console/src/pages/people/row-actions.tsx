import { Menu } from '@mantine/core';
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
import { useRef, useState, type ReactNode, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { ReasonedItem } from '../../parts/reasoned-item.js';
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

/** What can be done to one row, as the preset shows it: buttons, or a menu of three dots; on a phone always the menu. */
export function RowActions({ as, actions, person }: RowActionsProps): ReactNode {
  if (actions.length === 0) return null;
  if (as === 'menu') return <RowMenu actions={actions} person={person} />;
  return actions.map((action) => <RowButton key={action.name} action={action} person={person} />);
}

type RowMenuProps = Pick<RowActionsProps, 'actions' | 'person'>;

/** The button alone, until somebody presses it: of a thousand rows hardly one is asked for its menu. */
function RowMenu({ actions, person }: RowMenuProps): ReactNode {
  const { t } = useTranslation('people');
  const button = useRef<HTMLButtonElement>(null);
  const [isUsed, use] = useState(false);
  const [isOpen, open] = useState(false);
  // a press outside of the menu closes it, and the button is outside
  const wasOpen = useRef(false);
  return (
    <span className={classes['rowMenu']}>
      <button
        ref={button}
        type="button"
        className={classes['dots']}
        aria-label={t('rowActions', { person })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerDown={() => {
          wasOpen.current = isOpen;
        }}
        onClick={() => {
          const next = !wasOpen.current;
          wasOpen.current = false;
          // it is in the page before it opens, so that it knows who had the focus
          flushSync(() => use(true));
          open(next);
        }}
      >
        <IconDots size={17} aria-hidden="true" />
      </button>
      {isUsed && (
        <Menu withinPortal opened={isOpen} onChange={open}>
          <Menu.Target>
            <span aria-hidden="true" />
          </Menu.Target>
          <RowEntries actions={actions} button={button} label={t('rowActions', { person })} />
        </Menu>
      )}
    </span>
  );
}

interface RowEntriesProps {
  readonly actions: readonly RowAction[];
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly label: string;
}

function RowEntries({ actions, button, label }: RowEntriesProps): ReactNode {
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
    <Menu.Dropdown aria-label={label}>
      {safe.map((action) => (
        <RowItem key={action.name} action={action} />
      ))}
      {safe.length > 0 && dangerous.length > 0 && <Menu.Divider />}
      {dangerous.map((action) => (
        <RowItem key={action.name} action={action} />
      ))}
    </Menu.Dropdown>
  );
}

function RowItem({ action: { name, reason, run } }: { readonly action: RowAction }): ReactNode {
  const { t } = useTranslation('people');
  const { icon: Shown, textKey } = LOOKS[name];
  return (
    <ReasonedItem
      leftSection={<Shown size={15} aria-hidden="true" />}
      {...(DANGEROUS.includes(name) && { color: 'red' })}
      reason={reason}
      onClick={run}
    >
      {t(textKey)}
    </ReasonedItem>
  );
}

/** The plainest of buttons: a list has two of them in each row. */
function RowButton({
  action: { name, reason, run },
  person,
}: {
  readonly action: RowAction;
  readonly person: string;
}): ReactNode {
  const { t } = useTranslation('people');
  const word = t(LOOKS[name].textKey);
  return (
    <button
      type="button"
      className={classes['rowButton']}
      aria-label={t('rowAction', { action: word, person })}
      {...(DANGEROUS.includes(name) && { 'data-dangerous': true })}
      {...(reason !== undefined && {
        'data-hint': reason,
        'data-disabled': true,
        'aria-disabled': true,
        'aria-description': reason,
      })}
      onClick={() => {
        if (reason === undefined) run();
      }}
    >
      {word}
    </button>
  );
}

/** Of a button beside its words. */
const BUTTON_PX = 18;
const END_PX = 20;
const MENU_PX = 52;

/** Pixels for the buttons of a row: wide enough for the words of all that stand together. On a phone they are a menu. */
export function useRowWidths(
  as: RowActionsProps['as'],
  together: readonly (readonly RowActionName[])[],
): { readonly actionsWidth: number; readonly actionsNarrow: number } {
  const { t } = useTranslation('people');
  if (as === 'menu') return { actionsWidth: MENU_PX, actionsNarrow: MENU_PX };
  const widths = together.map((names) =>
    names.reduce((sum, name) => sum + BUTTON_PX + widthOf(t(LOOKS[name].textKey)), END_PX),
  );
  return { actionsWidth: Math.max(...widths), actionsNarrow: MENU_PX };
}

/** About; capitals and signs of East Asia are wider. */
function widthOf(words: string): number {
  return [...words].reduce(
    (sum, sign) => sum + (sign > '\u2e80' ? 14 : /\p{Lu}/u.test(sign) ? 11 : 8),
    0,
  );
}
