import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface MoreButtonProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    fetchNextPage(): Promise<unknown>;
  };
}

/** Brings the next page of a list of the inbox, while there is one. */
export function MoreButton({ query }: MoreButtonProps): ReactNode {
  const { t } = useTranslation('shell');
  if (!query.hasNextPage) return null;
  return (
    <Button
      variant="subtle"
      fullWidth
      loading={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {t('inbox.more')}
    </Button>
  );
}
