import { useEffect } from 'react';
import type { ListRows } from './list-rows.js';
import type { ListProps, RowPlace } from './shapes.js';

/** Tells who comes before and after the open row, as far as the rows are held. */
export function usePlaceOfOpen<Row>(props: ListProps<Row>, rows: ListRows<Row>): void {
  const { openId, idOf, onPlace } = props;
  const { previousId, nextId, place, total } = placeOfOpen(openId, idOf, rows);
  useEffect(() => {
    onPlace?.({ previousId, nextId, place, total });
  }, [onPlace, previousId, nextId, place, total]);
}

function placeOfOpen<Row>(
  openId: string | undefined,
  idOf: (row: Row) => string,
  rows: ListRows<Row>,
): RowPlace {
  if (openId === undefined) return {};
  const open = rows.held.find(({ row }) => idOf(row) === openId);
  if (!open) return {};
  const idAt = (index: number): string | undefined => {
    const row = rows.rowAt(index);
    return row === undefined ? undefined : idOf(row);
  };
  const { index } = open;
  const beside = { previousId: idAt(index - 1), nextId: idAt(index + 1) };
  return { ...beside, place: index + 1, total: rows.total };
}
