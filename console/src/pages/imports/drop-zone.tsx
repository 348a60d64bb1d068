import { ActionIcon, Button, FileButton } from '@mantine/core';
import { IconFileSpreadsheet, IconX } from '@tabler/icons-react';
import { useState, type DragEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './imports.module.css';

const ENDINGS = '.xlsx,.csv,.ods,.tsv,.txt';

interface DropZoneProps {
  readonly file: File | undefined;
  readonly isOpen: boolean;
  readonly onChange: (file: File | undefined) => void;
}

/** A file is dropped on it, or chosen from the disk. */
export function DropZone({ file, isOpen, onChange }: DropZoneProps): ReactNode {
  const { t } = useTranslation('imports');
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent): void => {
    // without it the browser opens the file in place of the console
    event.preventDefault();
    setOver(isOpen);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [dropped] = event.dataTransfer.files;
    if (isOpen && dropped) onChange(dropped);
  };
  return (
    <div
      className={classes['drop']}
      {...(isOver && { 'data-over': true })}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileSpreadsheet size={28} aria-hidden="true" />
      {file ? <Chosen file={file} onRemove={() => onChange(undefined)} /> : <p>{t('drop.text')}</p>}
      <FileButton
        accept={ENDINGS}
        inputProps={{ 'aria-label': t('drop.browse') }}
        onChange={(chosen) => chosen && onChange(chosen)}
      >
        {(props) => (
          <Button {...props} variant="default" disabled={!isOpen}>
            {t('drop.browse')}
          </Button>
        )}
      </FileButton>
      <p className="muted">{t('drop.kinds')}</p>
    </div>
  );
}

interface ChosenProps {
  readonly file: File;
  readonly onRemove: () => void;
}

function Chosen({ file: { name, size }, onRemove }: ChosenProps): ReactNode {
  const { t, i18n } = useTranslation('imports');
  const format = new Intl.NumberFormat(i18n.language, {
    style: 'unit',
    unit: 'kilobyte',
    maximumFractionDigits: 1,
  });
  return (
    <p className={classes['chosen']} role="status">
      <bdi>{name}</bdi> <span className="muted num">{format.format(size / 1_000)}</span>
      <ActionIcon size={24} aria-label={t('drop.remove', { name })} onClick={onRemove}>
        <IconX size={14} aria-hidden="true" />
      </ActionIcon>
    </p>
  );
}
