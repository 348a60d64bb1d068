/** What a hook is asked (docs/hooks.md). `T` is what is proposed at its point. */
export interface HookQuestion<T = Readonly<Record<string, unknown>>> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly hook: { readonly id: string; readonly name: string };
  readonly operation: string;
  readonly org: { readonly id: string; readonly name: string; readonly slug: string };
  readonly actor: { readonly kind: string; readonly name: string; readonly id?: string };
  readonly object: {
    readonly kind: string;
    readonly id?: string;
    readonly name?: string;
    readonly version: number;
  };
  readonly before?: Partial<T>;
  readonly proposed: T;
  readonly context: Readonly<Record<string, unknown>> & {
    readonly traceId: string;
    readonly dryRun: boolean;
  };
}

/** What it answers. */
export type HookAnswer =
  | { readonly action: 'allow' }
  | {
      readonly action: 'deny';
      readonly reason: {
        readonly code: string;
        readonly message: string;
        readonly i18nKey?: string;
      };
    }
  | {
      readonly action: 'modify';
      /** RFC 6902 */
      readonly patch: readonly {
        readonly op: 'add' | 'replace' | 'remove' | 'test';
        readonly path: string;
        readonly value?: unknown;
      }[];
    };

/** The default export of a file in the folder `hooks.folder` of the server. */
export interface FileHook<T = Readonly<Record<string, unknown>>> {
  readonly point: string;
  /** the lowest is asked first; 0 when absent */
  readonly order?: number;
  readonly onFailure?: 'open' | 'closed' | 'last_known';
  /** 3,000 when absent, 10,000 at most; then the thread is ended */
  readonly budgetMs?: number;
  /** a filter as in SCIM, over what is proposed */
  readonly condition?: string;
  /** nothing returned means `allow` */
  readonly decide: (
    question: HookQuestion<T>,
  ) => HookAnswer | undefined | Promise<HookAnswer | undefined>;
}

/** Returns the hook as it is: for the types. */
export function defineHook<T = Readonly<Record<string, unknown>>>(hook: FileHook<T>): FileHook<T> {
  return hook;
}
