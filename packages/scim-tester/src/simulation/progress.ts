/** Called with the progress of a simulation. A caller that shows nothing leaves it out. */
export interface SimulationProgress {
  /** A phase begins, with so many items of work. */
  begin(phase: string, total: number): void;
  /** One item is done; `wrong` counts the wrong answers so far. */
  step(wrong: number): void;
  done(): void;
}
