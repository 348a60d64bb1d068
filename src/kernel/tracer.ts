/** Values of a span: names, numbers and ids. Never what a person wrote, and never a secret: they leave for another system. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** The span that runs. */
export interface Span {
  describe(attributes: SpanAttributes): void;
  rename(name: string): void;
  /** Marks it as failed. Of the error only its class or code is told. */
  fail(error: unknown): void;
}

export interface NewSpan {
  readonly name: string;
  /** `server`: a request that came; `client`: a call to another system */
  readonly kind?: 'server' | 'client' | 'internal';
  readonly attributes?: SpanAttributes;
  /** of a request: its `traceparent` names the parent (W3C Trace Context) */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  /** begins a trace of its own, linked to the span that caused it */
  readonly isRoot?: boolean;
}

/** Tells another system what takes how long. */
export interface Tracer {
  readonly enabled: boolean;
  /** Runs `work` in a span below the one that runs. What it throws marks the span and is thrown on. */
  span<T>(span: NewSpan, work: (span: Span) => Promise<T>): Promise<T>;
  /** The id of the trace that runs, in the form of ours; undefined where none runs. */
  traceId(): string | undefined;
  /** Sends what waits. */
  close(): Promise<void>;
}

const nothing: Span = {
  describe: () => undefined,
  rename: () => undefined,
  fail: () => undefined,
};

/** Tells nobody: while the setting is off. */
export const noTracer: Tracer = {
  enabled: false,
  span: (_span, work) => work(nothing),
  traceId: () => undefined,
  close: async () => undefined,
};
