import { type LookupAddress, lookup } from 'node:dns';
import { type BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { contains, isPublicAddress } from './public-address.ts';

export interface OutboundSettings {
  /** Networks that may be called although they are not public. */
  readonly allowedNetworks: BlockList;
  /** Ports that may be called. */
  readonly ports: readonly number[];
  /** Certificate of an authority beside those that Node.js knows, as PEM. */
  readonly ca?: string;
  /** Stands in for the resolver of the system. */
  readonly resolve?: typeof lookup;
}

interface OutboundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For all of it, in milliseconds. */
  readonly timeoutMs: number;
  /** Largest answer that is read, in octets. */
  readonly mostOctets: number;
}

interface OutboundAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Seconds, when the answer names some. */
  readonly retryAfterSeconds: number | undefined;
  readonly body: string;
}

/** Why there is no answer. Not what the other side said: that is theirs to see. */
export type OutboundFault = 'url' | 'address' | 'unreachable' | 'timeout' | 'too_large' | 'not_text';

export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly fault: OutboundFault;

  constructor(fault: OutboundFault, options?: ErrorOptions) {
    super(`Cannot call the endpoint: ${WORDS[fault]}`, options);
    this.fault = fault;
  }
}

const WORDS: Readonly<Record<OutboundFault, string>> = {
  url: 'expected an https URL without credentials, on a port that is allowed',
  address: 'its name leads to an address that is not public',
  unreachable: 'no connection',
  timeout: 'no answer in time',
  too_large: 'its answer is too large',
  not_text: 'its answer is no UTF-8',
};

const CONNECT_LIMIT_MS = 5_000;

/** Posts to endpoints that tenants have named. */
export interface OutboundClient {
  /** @throws OutboundError */
  post(request: OutboundRequest): Promise<OutboundAnswer>;
  close(): Promise<void>;
}

/**
 * Calls what others have named without being led astray: HTTPS only, no redirects, nothing decompressed, no cookies, and
 * only addresses that are public. The name is resolved once, every address of it is judged, and the connection goes to one
 * of those: a second look-up cannot answer otherwise.
 */
export function createOutboundClient(settings: OutboundSettings): OutboundClient {
  const { allowedNetworks, ports, ca, resolve = lookup } = settings;
  const mayCall = (address: string): boolean => isPublicAddress(address) || contains(allowedNetworks, address);

  const guarded: LookupFunction = (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return done(error, []);
      // One that leads inside among others is somebody's attempt.
      const isSafe = addresses.length > 0 && addresses.every(({ address }) => mayCall(address));
      done(isSafe ? null : new OutboundError('address'), addresses);
    });
  };
  const agent = new Agent({
    connect: { lookup: guarded, timeout: CONNECT_LIMIT_MS, ...(ca !== undefined && { ca }) },
    // A connection that is kept was judged when it was opened; a name that moves is judged anew soon.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 4_000,
    connections: 4,
  });

  return {
    async post({ url, headers, body, timeoutMs, mostOctets }) {
      const target = readUrl(url, ports);
      const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
      // Nobody is asked about an address.
      if (isIP(host) !== 0 && !mayCall(host)) throw new OutboundError('address');
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await agent.request({
          origin: target.origin,
          path: `${target.pathname}${target.search}`,
          method: 'POST',
          headers: { ...headers, 'accept-encoding': 'identity' },
          body,
          signal,
        });
        return {
          status: answer.statusCode,
          contentType: headerOf(answer, 'content-type') ?? '',
          retryAfterSeconds: secondsOf(headerOf(answer, 'retry-after')),
          body: await readText(answer, mostOctets),
        };
      } catch (error) {
        if (signal.aborted) throw new OutboundError('timeout', { cause: error });
        throw outboundError(error);
      }
    },
    close: () => agent.close(),
  };
}

/** @throws OutboundError `url` */
function readUrl(text: string, ports: readonly number[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isFit =
    url !== undefined &&
    url.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    ports.includes(Number(url.port === '' ? 443 : url.port));
  if (!isFit) throw new OutboundError('url');
  return url;
}

function outboundError(error: unknown): OutboundError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof OutboundError) return cause;
  }
  return new OutboundError('unreachable', { cause: error });
}

async function readText({ body }: Dispatcher.ResponseData, mostOctets: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    const octets: Uint8Array = chunk;
    size += octets.length;
    if (size > mostOctets) throw new OutboundError('too_large');
    chunks.push(octets);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new OutboundError('not_text', { cause: error });
  }
}

function headerOf({ headers }: Dispatcher.ResponseData, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
