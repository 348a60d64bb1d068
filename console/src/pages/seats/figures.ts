/** Figures of one pool, as the chart and its table show them. */
export interface PoolFigures {
  readonly name: string;
  readonly used: number;
  readonly reserved: number;
  readonly free: number;
  readonly bought: number;
}
