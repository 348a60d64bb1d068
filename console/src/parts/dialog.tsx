import { Modal, type ModalProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFocusBack } from './use-focus-back.js';

/** Every dialog of the console. When it goes, by whichever way, the focus returns to what it came from (console J1). */
export function Dialog({ children, ...props }: ModalProps): ReactNode {
  return (
    <Modal {...props}>
      {children}
      <FocusBack />
    </Modal>
  );
}

/** Comes and goes with what the dialog shows, not with the element that can open it. */
function FocusBack(): ReactNode {
  useFocusBack();
  return null;
}
