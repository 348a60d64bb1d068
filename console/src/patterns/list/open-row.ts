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
  const idAt = (index: number): string | undefined => {
    const row = index < 0 ? undefined : rows.rowAt(index);
    return row === undefined ? undefined : idOf(row);
  };
  for (let index = 0; index < rows.count; index += 1) {
    if (idAt(index) !== openId) continue;
    return {
      previousId: idAt(index - 1),
      nextId: idAt(index + 1),
      place: index + 1,
      total: rows.total,
    };
  }
  return {};
}
