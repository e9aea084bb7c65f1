import { type Dispatcher, Pool } from 'undici';
import type { PapBody } from '../../codecs/pap-push-body.ts';
import type { PapSettings } from './options.ts';

/** Largest answer that is read, in octets. A response to one push is a few hundred. */
const MOST_OCTETS = 65_536;
/** Shorter than gateways keep a connection: one that closes just as it is used would leave a push in doubt. */
const KEEP_ALIVE_MS = 3_000;

/** How a request ended. `text` is undefined when the answer was too large or no UTF-8. */
export type Exchange =
  | { readonly type: 'answered'; readonly status: number; readonly text: string | undefined }
  /** No octet of the request was written. */
  | { readonly type: 'unsent' }
  | { readonly type: 'unknown'; readonly reason: 'timeout' | 'connection_lost' };

export interface Http {
  /** Posts once, to the gateway and nowhere else: no redirect is followed, nothing is decompressed. Never rejects. */
  post(request: PapBody, patienceMs: number): Promise<Exchange>;
  /** Ends what is open. */
  close(): Promise<void>;
}

/**
 * HTTP to one gateway.
 *
 * @param unreachable - told of each connection that could not be had, and why
 */
export function createHttp(settings: PapSettings, unreachable: (code: string | undefined) => void): Http {
  const { url, user, password = '', ca, window, connectTimeoutMs, responseTimeoutMs } = settings;
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections: window,
    pipelining: 1,
    connect: { timeout: connectTimeoutMs, ...(ca !== undefined && { ca }) },
    // One time for all of an answer is kept here: a dribble keeps theirs going.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  });
  // What is not said here cannot leak into the headers of a push, as it does at Kannel.
  const ours = user === undefined ? {} : { authorization: `Basic ${btoa(`${user}:${password}`)}` };

  return {
    async post({ contentType, body }, patienceMs) {
      const options = {
        method: 'POST',
        path: pathname + search,
        headers: { ...ours, 'content-type': contentType, accept: 'application/xml' },
        body,
      } as const;
      return new Promise((resolve) => {
        pool.dispatch(options, createHandler({ patienceMs, responseTimeoutMs, unreachable }, resolve));
      });
    },
    close: () => pool.destroy(),
  };
}

interface Following {
  readonly patienceMs: number;
  readonly responseTimeoutMs: number;
  readonly unreachable: (code: string | undefined) => void;
}

/** Follows one request. It may be given up until its first octet is written, and is waited for after that. */
function createHandler(
  { patienceMs, responseTimeoutMs, unreachable }: Following,
  resolve: (exchange: Exchange) => void,
): Dispatcher.DispatchHandler {
  const body = createBody();
  let status = 0;
  let isStarted = false;
  let isOver = false;
  let timer = setTimeout(() => end({ type: 'unsent' }), Math.max(0, patienceMs));

  function end(exchange: Exchange): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    resolve(exchange);
  }

  return {
    onRequestStart(controller) {
      if (isOver) {
        isStarted = true;
        controller.abort(new Error('Given up before it was sent'));
        return;
      }
      isStarted = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        end({ type: 'unknown', reason: 'timeout' });
        controller.abort(new Error('No answer in time'));
      }, responseTimeoutMs);
    },
    onResponseStart(_, statusCode) {
      status = statusCode;
    },
    onResponseData(controller, chunk) {
      if (body.add(chunk)) return;
      end({ type: 'answered', status, text: undefined });
      controller.abort(new Error('Answer is too large'));
    },
    onResponseEnd: () => end({ type: 'answered', status, text: body.text() }),
    onResponseError(_, error) {
      if (!isStarted) unreachable(codeOf(error));
      end(isStarted ? { type: 'unknown', reason: 'connection_lost' } : { type: 'unsent' });
    },
  };
}

function createBody() {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    /** @returns false when it is too much */
    add(chunk: Uint8Array): boolean {
      size += chunk.length;
      if (size > MOST_OCTETS) return false;
      chunks.push(chunk);
      return true;
    },

    text(): string | undefined {
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
      } catch (error) {
        if (error instanceof TypeError) return undefined;
        throw error;
      }
    },
  };
}

/** The code of an error or of what caused it; its text may name a host. */
function codeOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return undefined;
}
