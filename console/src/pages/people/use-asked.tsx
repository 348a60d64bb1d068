import { useState, type ReactNode } from 'react';
import { focusRows } from '../../patterns/list/index.js';
import { ChangeDialog } from './change-dialog.js';
import type { Asked } from './changes.js';

/** One dialog for what is asked for in a row or for the selection. */
export function useAsked(onDone: () => void): {
  readonly ask: (asked: Asked) => void;
  readonly dialog: ReactNode;
} {
  const [asked, setAsked] = useState<Asked>();
  const isMany = asked !== undefined && asked.name === undefined;
  return {
    ask: setAsked,
    dialog: asked && (
      <ChangeDialog
        asked={asked}
        onClose={() => {
          setAsked(undefined);
          focusRows();
        }}
        onDone={() => {
          if (isMany) onDone();
        }}
      />
    ),
  };
}
