import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Skeleton } from '@mantine/core';
import { ProblemState } from './problem-state.js';

interface RegionProps<T> {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'refetch'>;
  /** rows of the skeleton while nothing is known */
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}

/**
 * A part of a page that stands on one call. It fails alone (console A9): what was read before stays, and the refusal says whose side it
 * is, which permission is missing and what comes next.
 */
export function Region<T>({ query, lines = 4, children }: RegionProps<T>): ReactNode {
  const { data, error, isPending, refetch } = query;
  if (data !== undefined) return children(data);
  if (error) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (!isPending) return null;
  return (
    <div aria-busy="true">
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} height={14} width={`${90 - index * 12}%`} mb={14} radius="sm" />
      ))}
    </div>
  );
}
