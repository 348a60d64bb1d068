import { Fault } from '#kernel/index.js';

/** Points to a side of a picture as it is kept, at most. */
const SIZE = 256;

/** Points of a picture as it comes: 4096 to a side. A small file can unfold to a hundred times as many. */
const MAX_POINTS = 4_096 * 4_096;

const MAX_DECODE_SECONDS = 10;

/** Pictures that are unfolded at one time, and those that are held while they come or wait. */
const MAX_DECODING = 2;
const MAX_HELD = 16;

type Sharp = typeof import('sharp');

/**
 * Makes pictures small: what comes is decoded, turned as the camera was held, fitted and written anew, so that nothing of the file is kept
 * but what is seen. By sharp, which decodes beside the event loop. One for the process: the limits are of all pictures together.
 */
export function createPictures(load: () => Promise<Sharp> = () => import('sharp')) {
  let held = 0;
  let loading: Promise<Sharp> | undefined;
  const queue = new Queue(MAX_DECODING);

  /** Once for all: while the decoders are chosen, no picture may be decoded. */
  function loadSharp(): Promise<Sharp> {
    loading ??= chooseDecoders(load).catch((error: unknown) => {
      // nothing of it is there to be decoded with: asked again, it is tried again, as after an installation
      loading = undefined;
      throw new Fault('avatar.unsupported', {}, { cause: error });
    });
    return loading;
  }

  async function toSmall(upload: AsyncIterable<Uint8Array>, fit: Fit): Promise<SmallPicture> {
    if (held >= MAX_HELD) throw new Fault('service.busy');
    held += 1;
    try {
      const chunks: Uint8Array[] = [];
      for await (const chunk of upload) chunks.push(chunk);
      const bytes = await queue.run(() => fitted(Buffer.concat(chunks), fit, loadSharp));
      return { mediaType: 'image/webp', bytes };
    } finally {
      held -= 1;
    }
  }

  // faults of both: `avatar.unreadable`, `avatar.unsupported`, `service.busy`, and those of the upload
  return {
    /** Cut to a square. */
    toAvatar: (upload: AsyncIterable<Uint8Array>) => toSmall(upload, { fit: 'cover' }),
    /** Whole, and never larger than it came. */
    toLogo: (upload: AsyncIterable<Uint8Array>) =>
      toSmall(upload, { fit: 'inside', withoutEnlargement: true }),
  };
}

export type Pictures = ReturnType<typeof createPictures>;

interface SmallPicture {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

interface Fit {
  readonly fit: 'cover' | 'inside';
  readonly withoutEnlargement?: boolean;
}

async function fitted(
  bytes: Buffer,
  fit: Fit,
  loadSharp: () => Promise<Sharp>,
): Promise<Uint8Array> {
  if (!SIGNATURES.some((signature) => signature.test(bytes.toString('latin1', 0, 12)))) {
    throw new Fault('avatar.unreadable', { problem: 'is no PNG, JPEG or WebP' });
  }
  const { default: sharp } = await loadSharp();
  try {
    return await sharp(bytes, { limitInputPixels: MAX_POINTS, failOn: 'error' })
      .timeout({ seconds: MAX_DECODE_SECONDS })
      .autoOrient()
      .resize(SIZE, SIZE, fit)
      .webp({ quality: 82 })
      .toBuffer();
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(0, 200) : 'cannot be decoded';
    throw new Fault('avatar.unreadable', { problem }, { cause: error });
  }
}

/** The first bytes of PNG, JPEG and WebP. */
const SIGNATURES = [/^\x89PNG\r\n/, /^\xff\xd8\xff/, /^RIFF.{4}WEBP/s];

/** The three decoders that are needed, and none of the thirty others. */
async function chooseDecoders(load: () => Promise<Sharp>): Promise<Sharp> {
  const loaded = await load();
  loaded.default.cache(false);
  loaded.default.concurrency(1);
  loaded.default.block({ operation: ['VipsForeignLoad'] });
  loaded.default.unblock({
    operation: ['Png', 'Jpeg', 'Webp'].map((one) => `VipsForeignLoad${one}Buffer`),
  });
  return loaded;
}

/** Runs so many at one time; the others wait in their order. */
class Queue {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(private readonly limit: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.limit) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // its turn passes on
      if (next) next();
      else this.#running -= 1;
    }
  }
}
