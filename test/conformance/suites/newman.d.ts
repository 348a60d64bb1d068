/** newman ships no types: what the Microsoft suite takes of it. */
declare module 'newman' {
  interface Execution {
    readonly item: { readonly id: string; readonly name: string };
    readonly response?: { readonly code: number; text(): string };
    readonly assertions?: readonly {
      readonly assertion: string;
      readonly skipped?: boolean;
      readonly error?: { readonly message: string };
    }[];
    readonly requestError?: Error;
  }
  interface Summary {
    readonly run: {
      readonly executions: readonly Execution[];
      readonly failures: readonly { readonly error: { readonly message: string } }[];
    };
  }
  interface Options {
    readonly collection: unknown;
    readonly environment: { readonly values: readonly { key: string; value: string }[] };
    readonly reporters?: readonly string[];
  }
  const newman: {
    run(options: Options, done: (error: Error | null, summary: Summary) => void): void;
  };
  export default newman;
}
