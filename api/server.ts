import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { limitBodies } from './body-deadline.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
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
 * Serves an app over HTTP.
 *
 * @throws Error naming host and port when they cannot be listened on
 */
export async function listen(
  app: { readonly callback: () => RequestListener },
  { host, port, graceMs = GRACE_MS, bodyMs = BODY_MS }: ListenOptions,
): Promise<RunningServer> {
  const server = createServer(LIMITS, limitBodies(app.callback(), bodyMs));
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
    url: urlOf(server),
    close: () => {
      closed ??= stop(server, graceMs);
      return closed;
    },
  };
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

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Cannot tell where the server listens');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
