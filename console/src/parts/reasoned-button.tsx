import { Button, Tooltip, type ButtonProps } from '@mantine/core';
import { useId, type ReactNode } from 'react';

interface ReasonedButtonProps extends ButtonProps {
  /** why it cannot be clicked, and who can help; absent where it can */
  readonly reason: string | undefined;
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly 'aria-label'?: string;
  /** for those who look for it among others */
  readonly 'data-edit'?: boolean;
}

/**
 * An action on a visible object; a sign alone is named by `aria-label`, which is also shown. Whoever may not do it sees it, cannot click
 * it, and reads why (console G2); it keeps its place in the tab order, so that the reason is also found without a mouse.
 */
export function ReasonedButton(props: ReasonedButtonProps): ReactNode {
  const { reason, onClick, children, ...others } = props;
  const id = useId();
  const name = others['aria-label'];
  if (reason === undefined) {
    const button = (
      <Button {...others} onClick={onClick}>
        {children}
      </Button>
    );
    return name === undefined ? button : <Tooltip label={name}>{button}</Tooltip>;
  }
  return (
    <Tooltip
      label={name === undefined ? reason : `${name}. ${reason}`}
      multiline
      maw={300}
      events={{ hover: true, focus: true, touch: true }}
    >
      <span>
        <Button {...others} data-disabled aria-disabled="true" aria-describedby={id}>
          {children}
        </Button>
        <span id={id} className="visually-hidden">
          {reason}
        </span>
      </span>
    </Tooltip>
  );
}
