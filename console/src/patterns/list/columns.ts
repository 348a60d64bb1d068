import type { ReactNode } from 'react';

/** A column of a list. */
export interface ListColumn<Row> {
  /** its name in the preferences of the person: `lastActive` */
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** values of the request's `sort`; a column with one of them sorts in one direction only */
  readonly sort?: {
    readonly up?: string;
    readonly down?: string;
    /** the list comes so where the address names no order */
    readonly isDefault?: boolean;
  };
  /** share of the width */
  readonly grow?: number;
  /** pixels below which it does not go */
  readonly width: number;
  /** 1 stays always; of the others those with the highest number leave first when the list is narrow */
  readonly weight: number;
  /** shown only to those who choose it */
  readonly isOptional?: boolean;
}

/** The first column holds who or what the row is; it is the link, and cannot be hidden. */
export function chosenColumns<Row>(
  columns: readonly ListColumn<Row>[],
  chosen: readonly string[] | undefined,
): readonly ListColumn<Row>[] {
  const [first, ...rest] = columns;
  if (!first) return [];
  if (!chosen) return [first, ...rest.filter(({ isOptional = false }) => !isOptional)];
  return [first, ...rest.filter(({ key }) => chosen.includes(key))];
}

/** Those that have room in so many pixels, in their order. */
export function fittingColumns<Row>(
  columns: readonly ListColumn<Row>[],
  width: number,
): readonly ListColumn<Row>[] {
  const kept = [...columns];
  const needed = (): number => kept.reduce((sum, column) => sum + column.width, 0);
  while (needed() > width) {
    const heaviest = Math.max(...kept.map(({ weight }) => weight));
    if (heaviest <= 1) break;
    kept.splice(
      kept.findLastIndex(({ weight }) => weight === heaviest),
      1,
    );
  }
  return kept;
}

/** Pixels that what stands beside the name takes at the most on a phone; it takes what its words need. */
const NARROW_PX = 124;

/** The tracks of the grid. On the narrowest screens the columns share what there is. */
export function tracksOf<Row>(columns: readonly ListColumn<Row>[], isNarrow: boolean): string {
  return columns
    .map(({ width, grow = 0 }, place) => {
      if (isNarrow)
        return place === 0 ? 'minmax(0, 1fr)' : `fit-content(${Math.min(width, NARROW_PX)}px)`;
      return grow > 0 ? `minmax(${width}px, ${grow}fr)` : `${width}px`;
    })
    .join(' ');
}
