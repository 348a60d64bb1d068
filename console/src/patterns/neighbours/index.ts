/** Owns what a list tells the panel beside it: who comes before and after, and the place in the list. Never knows how the list reads. */
import { createContext, useContext } from 'react';

export interface Neighbours {
  readonly previousId?: string | undefined;
  readonly nextId?: string | undefined;
  /** from 1 on, among the rows of the list with its filters */
  readonly place?: number | undefined;
  readonly total?: number | undefined;
}

const Context = createContext<Neighbours>({});

/** Around the outlet of a list. */
export const NeighboursProvider = Context.Provider;

export function useNeighbours(): Neighbours {
  return useContext(Context);
}
