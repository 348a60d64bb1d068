import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from './announcements.js';

interface CopyButtonProps {
  readonly value: string;
  /** what is copied, for a person who hears it: `Copy the address` */
  readonly label: string;
  /** words on the button instead of its icon; they say what is copied themselves */
  readonly children?: ReactNode;
}

/** Copies, or says that it could not: on plain http a browser has no clipboard for pages (console A8). */
export function CopyButton({ value, label, children }: CopyButtonProps): ReactNode {
  const { t } = useTranslation('frame');
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    const done = await copyText(value);
    setCopied(done);
    announce(done ? { text: t('copy.done') } : { text: t('copy.failed'), tone: 'bad' });
  };
  if (children !== undefined) {
    return (
      <Button variant="default" onClick={() => void copy()}>
        {children}
      </Button>
    );
  }
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} size={28} onClick={() => void copy()}>
        {isCopied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** By the clipboard where the page has one, else by a selection and the browser's own command. */
async function copyText(text: string): Promise<boolean> {
  // absent outside of secure contexts, whatever the types say
  const clipboard = (navigator as { readonly clipboard?: Clipboard }).clipboard;
  if (clipboard) {
    const isDone = await clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    if (isDone) return true;
  }
  return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'visually-hidden';
  const focused = document.activeElement;
  // a dialog keeps the focus inside of itself
  (focused?.closest('[role=dialog]') ?? document.body).append(field);
  field.select();
  const isDone = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isDone;
}
