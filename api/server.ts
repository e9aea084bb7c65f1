import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { limitBodies } from './body-deadline.ts';

/** What TLS needs, as PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** The authority that signs certificates of clients; without one no client is asked for a certificate. */
  readonly clientCa?: string | undefined;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** HTTPS with these; plain HTTP when absent. */
  readonly tls?: TlsFiles | undefined;
  /** Longest wait for requests under way when the server is closed, in milliseconds; 10 s when absent. */
  readonly graceMs?: number;
  /** Longest time for the body of a request that is no upload, in milliseconds; 30 s when absent. */
  readonly bodyMs?: number;
}

export interface RunningServer {
  /** With the port that was taken. */
  readonly url: string;
  /** Takes no more connections, finishes what runs, ends what does not finish in time. Safe to call again. */
  close(): Promise<void>;
}

const GRACE_MS = 10_000;
/** How often connections are looked at that became idle while the server closes. */
const IDLE_POLL_MS = 50;

/** In milliseconds unless they count something. */
const LIMITS = {
  headersTimeout: 10_000,
  // Bodies have a limit of their own, which an upload may exceed.
  requestTimeout: 0,
  // With the default of 30 s the limit above is found broken half a minute late.
  connectionsCheckingInterval: 2_000,
  // Longer than a load balancer keeps its side open, so that it is never the one to be surprised.
  keepAliveTimeout: 65_000,
} as const;
/** Longest time for the body of a request, in milliseconds. */
const BODY_MS = 30_000;
const MAX_REQUESTS_PER_SOCKET = 1_000;
const MAX_CONNECTIONS = 10_000;

/**
 * Serves an app over HTTP, or HTTPS.
 *
 * @throws Error naming host and port when they cannot be listened on, or when certificate and key do not fit
 */
export async function listen(
  app: Servable,
  { host, port, tls, graceMs = GRACE_MS, bodyMs = BODY_MS }: ListenOptions,
): Promise<RunningServer> {
  const listener = limitBodies(app.callback(), bodyMs);
  const server = tls === undefined ? createServer(LIMITS, listener) : listenTls(tls, listener);
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  server.maxConnections = MAX_CONNECTIONS;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`Cannot listen on ${host}:${port}`, { cause: error });
  }
  let closed: Promise<void> | undefined;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${placeOf(server)}`,
    close: () => {
      closed ??= stop(server, graceMs);
      return closed;
    },
  };
}

interface Servable {
  readonly callback: () => RequestListener;
}

/** One server for several: what begins with one of the prefixes goes there, all else to the last. */
export function inFrontOf(fronts: ReadonlyMap<string, RequestListener>, others: Servable): Servable {
  return {
    callback() {
      const [serveOther, listeners] = [others.callback(), [...fronts]];
      return (request, response) => {
        const front = listeners.find(([prefix]) => request.url?.startsWith(prefix));
        (front?.[1] ?? serveOther)(request, response);
      };
    },
  };
}

/** A caller may show a certificate and need not: others have a key. One of another authority counts as none. */
function listenTls({ cert, key, clientCa }: TlsFiles, listener: RequestListener): Server {
  const asks = clientCa !== undefined;
  const options = {
    ...LIMITS,
    cert,
    key,
    minVersion: 'TLSv1.2',
    requestCert: asks,
    rejectUnauthorized: false,
    handshakeTimeout: 10_000,
  } as const;
  try {
    return createTlsServer(asks ? { ...options, ca: clientCa } : options, listener);
  } catch (cause) {
    throw new Error('Cannot serve HTTPS: expected a certificate and its key as PEM', { cause });
  }
}

async function stop(server: Server, graceMs: number): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  // A connection that was busy when the server closed is kept alive by its client, so it is looked at again.
  const poll = setInterval(() => server.closeIdleConnections(), IDLE_POLL_MS);
  const limit = setTimeout(() => server.closeAllConnections(), graceMs);
  await ended;
  clearInterval(poll);
  clearTimeout(limit);
}

function placeOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Cannot tell where the server listens');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${host}:${address.port}`;
}
