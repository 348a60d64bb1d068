import { Button, Menu, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Suspense, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole, type Console } from '../../data/console.js';
import { useReach } from '../../data/organization.js';
import { late } from '../../parts/late.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { useTexts } from '../../texts/use-texts.js';
import type { Mode } from './form.js';

const AddDialog = late(() => import('./add-dialog.js').then((part) => part.AddDialog));

interface AddPeopleProps {
  /** opens the import; absent: there is none here */
  readonly onImport?: () => void;
}

/** The button that adds people: it opens the form at once, or a menu where the preset has several ways. */
export function AddPeople({ onImport }: AddPeopleProps): ReactNode {
  const { t } = useTranslation('adding');
  const isReady = useTexts('adding');
  const { data: console } = useConsole();
  const mayInvite = useReach()('invitations:write') === 'any';
  const [mode, setMode] = useState<Mode>();
  const opener = useRef<HTMLButtonElement>(null);
  if (!console || !isReady) return null;
  const entries = console.people.add.entries.filter((entry) => entry !== 'import' || onImport);
  const look = lookOf(console, t('button'));
  const open = (entry: (typeof entries)[number]): void => {
    if (entry === 'import') onImport?.();
    else setMode(entry);
  };
  const [only] = entries;
  return (
    <>
      {!mayInvite ? (
        <ReasonedButton {...look} reason={t('lack')} onClick={() => undefined}>
          {look.children}
        </ReasonedButton>
      ) : console.people.add.entries.length === 1 && only !== undefined ? (
        <Button ref={opener} {...look} onClick={() => open(only)} />
      ) : (
        <Menu>
          <Menu.Target>
            <Button ref={opener} {...look} />
          </Menu.Target>
          <Menu.Dropdown>
            {entries.map((entry) => (
              <Menu.Item key={entry} onClick={() => open(entry)}>
                {t(`entries.${entry}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {mayInvite && !console.people.add.label && <Tooltip target={opener} label={t('button')} />}
      {mode !== undefined && (
        <Suspense fallback={null}>
          <AddDialog
            console={console}
            mode={mode}
            opener={opener}
            onClose={() => setMode(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}

/** With a plus sign, with words, or both; the sign alone is named by the words. */
function lookOf({ people: { add } }: Console, words: string) {
  const plus = <IconPlus size={16} aria-hidden="true" />;
  if (!add.label) return { 'aria-label': words, px: 9, children: plus };
  return { children: words, ...(add.icon && { leftSection: plus }) };
}
