import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../data/problems.js';
import { announce } from '../../parts/announcements.js';
import { downloadBlob } from '../../parts/download.js';

export type SheetFormat = 'xlsx' | 'csv';

interface SheetMenuProps {
  readonly label: string;
  /** of the file, without its ending */
  readonly name: string;
  readonly read: (format: SheetFormat) => Promise<Response>;
}

/** A sheet of the server as a file, as a workbook or as CSV. */
export function SheetMenu({ label, name, read }: SheetMenuProps): ReactNode {
  const { t } = useTranslation('imports');
  const save = useMutation({
    mutationFn: async (format: SheetFormat) => {
      const answer = await read(format);
      downloadBlob(`${name}.${format}`, await answer.blob());
    },
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          loading={save.isPending}
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save.mutate('xlsx')}>{t('format.xlsx')}</Menu.Item>
        <Menu.Item onClick={() => save.mutate('csv')}>{t('format.csv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
