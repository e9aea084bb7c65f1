import { once } from 'node:events';
import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { BearerView } from '../domain/attempt-plan.ts';
import type { BearerReceipt, SubmitOutcome } from '../domain/bearer.ts';
import type { BearerLink } from '../domain/bearer-pool.ts';
import type { OpenOrders } from '../domain/records.ts';

/** The figures of one process, each named and explained in docs/metrics.md. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What bearers do, in the words of domain/bearer.ts. */
export function bearerMetrics(registry: Registry) {
  const registers = [registry];
  const submits = new Counter({
    name: 'wsi_bearer_submits_total',
    help: 'Parts and pushes given to a bearer, by what came of it',
    labelNames: ['bearer', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'wsi_bearer_submit_seconds',
    help: 'From giving a part or push to the answer of the other side',
    labelNames: ['bearer'],
    buckets: SECONDS,
    registers,
  });
  const receipts = new Counter({
    name: 'wsi_bearer_receipts_total',
    help: 'Receipts and result notifications, by the state that they name',
    labelNames: ['bearer', 'state'],
    registers,
  });
  return {
    async timed(bearer: string, submit: () => Promise<SubmitOutcome>): Promise<SubmitOutcome> {
      const stop = seconds.startTimer({ bearer });
      const outcome = await submit();
      if (outcome.type === 'accepted' || outcome.type === 'refused') stop();
      submits.inc({ bearer, outcome: outcomeName(outcome) });
      return outcome;
    },
    received: ({ bearer, state }: BearerReceipt): void => receipts.inc({ bearer, state }),
  };
}

function outcomeName(outcome: SubmitOutcome): string {
  if (outcome.type === 'refused') return outcome.kind;
  return outcome.type === 'unknown' ? 'in_doubt' : outcome.type;
}

/** How the bearers of this process stand at the moment of the question. */
export function linkMetrics(
  registry: Registry,
  { views, links }: { readonly views: () => readonly BearerView[]; readonly links: () => readonly BearerLink[] },
): void {
  const gauge = (
    name: string,
    help: string,
    values: () => readonly (readonly [bearer: string, value: number])[],
  ): void => {
    const made: Gauge<'bearer'> = new Gauge({
      name,
      help,
      labelNames: ['bearer'],
      registers: [registry],
      collect() {
        made.reset();
        for (const [bearer, value] of values()) made.set({ bearer }, value);
      },
    });
  };
  gauge('wsi_bearer_ready', '1 when something given now would go to the wire at once', () =>
    links().map(({ bearer, isReady }) => [bearer, Number(isReady)]),
  );
  gauge('wsi_bearer_paused', '1 while an operator wants nothing to be sent', () =>
    views().map(({ name, isPaused }) => [name, Number(isPaused)]),
  );
  gauge('wsi_bearer_in_flight', 'Given to the other side, which has not answered yet', () =>
    links().map(({ bearer, inFlight }) => [bearer, inFlight]),
  );
  gauge('wsi_bearer_waiting', 'Waits in the process for its turn', () =>
    links().map(({ bearer, waiting }) => [bearer, waiting]),
  );
  gauge('wsi_bearer_rate_limit', 'What the bearer allows itself at present, a second; absent without a limit', () =>
    links().flatMap(({ bearer, perSecond }) => (perSecond === null ? [] : [[bearer, perSecond] as const])),
  );
}

/** A request as the access log has it. */
interface RequestFacts {
  readonly method: string;
  readonly route: string | null;
  readonly status: number;
  readonly ms: number;
}

/** Requests by route, never by path: that may hold an id. */
export function httpMetrics(registry: Registry): (request: RequestFacts) => void {
  const seconds = new Histogram({
    name: 'wsi_http_request_seconds',
    help: 'Requests by route and status, from their head to the end of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  });
  return ({ method, route, status, ms }) =>
    seconds.observe({ method, route: route ?? 'none', status: String(status) }, ms / 1_000);
}

/** How old what was read for the last scrape may be. */
const OPEN_ORDERS_MS = 15_000;

/** Orders that are open in the whole installation, by tenant: read from the database, by one process. */
export function orderMetrics(registry: Registry, read: () => Promise<readonly OpenOrders[]>): void {
  let known: { readonly at: number; readonly rows: readonly OpenOrders[] } = { at: -Infinity, rows: [] };
  const look = async (): Promise<readonly OpenOrders[]> => {
    if (performance.now() - known.at > OPEN_ORDERS_MS) known = { at: performance.now(), rows: await read() };
    return known.rows;
  };
  const gauge = (name: string, help: string, value: (row: OpenOrders) => number): void => {
    const made: Gauge<'tenant' | 'state'> = new Gauge({
      name,
      help,
      labelNames: ['tenant', 'state'],
      registers: [registry],
      async collect() {
        made.reset();
        // Without the database the rest is still told.
        for (const row of await look().catch(() => [])) made.set({ tenant: row.tenant, state: row.state }, value(row));
      },
    });
  };
  gauge('wsi_orders_open', 'Orders that are not settled', ({ count }) => count);
  gauge(
    'wsi_orders_oldest_seconds',
    'Age of the oldest of them, from its acceptance',
    ({ oldestSeconds }) => oldestSeconds,
  );
}

/** A listener for a scraper alone. */
export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` where it was asked for.
 *
 * @throws Error naming the address when it cannot be listened on
 */
export async function serveMetrics(address: string, registry: Registry): Promise<MetricsServer | undefined> {
  if (address === '') return undefined;
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(address) ?? [];
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  try {
    server.listen(Number(port), host);
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`Cannot serve metrics on ${address}: set METRICS_ADDRESS to another`, { cause: error });
  }
  const bound = server.address();
  const taken = typeof bound === 'object' && bound !== null ? bound.port : port;
  return {
    url: `http://${host}:${taken}/metrics`,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
