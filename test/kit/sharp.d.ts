/** What is used of sharp, in tests too. A checkout whose packages are older than the lock checks its types too. */
declare module 'sharp' {
  interface Sharp {
    timeout(options: { seconds: number }): Sharp;
    autoOrient(): Sharp;
    resize(width: number, height: number, options: { fit: 'cover' }): Sharp;
    webp(options?: { quality: number }): Sharp;
    jpeg(): Sharp;
    tiff(): Sharp;
    gif(): Sharp;
    withExif(exif: Readonly<Record<string, Readonly<Record<string, string>>>>): Sharp;
    metadata(): Promise<{ format: string; width: number; height: number; exif?: Buffer }>;
    toBuffer(): Promise<Buffer>;
  }
  interface Operations {
    operation: string[];
  }
  interface SharpFactory {
    (
      input: Uint8Array | { create: object },
      options?: { limitInputPixels: number; failOn: 'error' },
    ): Sharp;
    cache(options: boolean): void;
    concurrency(threads: number): void;
    block(operations: Operations): void;
    unblock(operations: Operations): void;
  }
  const sharp: SharpFactory;
  export { sharp as default };
}
