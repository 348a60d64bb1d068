import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './announcements.module.css';

export interface Announcement {
  readonly text: string;
  /** errors stay until they are closed */
  readonly tone?: 'ok' | 'bad';
  /** the inverse call, made when it is asked for (console A3) */
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface Shown extends Announcement {
  readonly id: number;
}

const STAY_MS = 6_000;
/** With something to click on it stays longer; the same action is in the notification inbox or on the page. */
const STAY_WITH_ACTION_MS = 15_000;
const MAX_SHOWN = 3;

/** An error that was said on a page: it can be read again in the inbox until the tab is closed or it is taken away (console J7). */
export interface KeptError {
  readonly id: number;
  readonly text: string;
  readonly at: string;
}

const MAX_KEPT = 20;

let shown: readonly Shown[] = [];
let kept: readonly KeptError[] = [];
let count = 0;
const listeners = new Set<() => void>();

function change(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

function remove(id: number): void {
  change(shown.filter((one) => one.id !== id));
}

function keep(next: readonly KeptError[]): void {
  kept = next;
  for (const listener of listeners) listener();
}

/** The newest first. */
export function useKeptErrors(): readonly KeptError[] {
  return useSyncExternalStore(subscribe, () => kept);
}

export function forgetError(id: number): void {
  keep(kept.filter((one) => one.id !== id));
}

/** Says what happened, in the corner of the page and to a screen reader. Returns how to take it away. */
export function announce(announcement: Announcement): () => void {
  const id = (count += 1);
  const { text, tone } = announcement;
  if (tone === 'bad') {
    keep([{ id, text, at: new Date().toISOString() }, ...kept].slice(0, MAX_KEPT));
  }
  change([...shown, { ...announcement, id }].slice(-MAX_SHOWN));
  return () => remove(id);
}

/** The region is there, empty, from the start: a reader tells only of regions that it knows (console J7). */
export function Announcements(): ReactNode {
  const list = useSyncExternalStore(subscribe, () => shown);
  return (
    <div className={classes['region']} role="status" aria-live="polite" aria-atomic="false">
      {list.map((one) => (
        <Entry key={one.id} {...one} />
      ))}
    </div>
  );
}

function Entry({ id, text, tone = 'ok', action }: Shown): ReactNode {
  const { t } = useTranslation('frame');
  const close = (): void => remove(id);
  const stay = action ? STAY_WITH_ACTION_MS : STAY_MS;
  // whoever reads it, or is about to press its button, has time (WCAG 2.2.1)
  const [isHeld, hold] = useState(false);
  useEffect(() => {
    if (tone === 'bad' || isHeld) return undefined;
    const timer = setTimeout(() => remove(id), stay);
    return () => clearTimeout(timer);
  }, [id, tone, stay, isHeld]);
  return (
    <div
      className={classes['entry']}
      data-tone={tone}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <span>{text}</span>
      {action && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            close();
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <ActionIcon aria-label={t('close')} size={24} onClick={close}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
