import { Type } from '@sinclair/typebox';
import { definePublicRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, NOTHING, oneOf } from './schemas.ts';

const HEALTHY = closed({ status: Type.Literal('ok') });

const PART = oneOf(['ok', 'down'], 'Whether it answers');
const READINESS = closed({
  status: oneOf(['ok', 'degraded', 'unavailable'], 'degraded: orders are accepted, and run when all is back'),
  database: PART,
  temporal: PART,
});

/** Longest wait for one part, in milliseconds: what takes longer is of no use to a caller either. */
const PROBE_LIMIT_MS = 2_000;

export interface Probes {
  /** Rejects when the database does not answer. */
  readonly database: () => Promise<void>;
  /** Rejects when Temporal does not answer. */
  readonly temporal: () => Promise<void>;
}

const SHAPE = {
  method: 'GET',
  object: 'service',
  operation: 'read',
  ownership: 'public',
  scope: null,
  params: NOTHING,
  query: NOTHING,
  headers: ANY_HEADERS,
  body: NOTHING,
} as const;

/** For those who watch over processes. The only routes without a key. */
export function healthRoutes(probes: Probes): Route[] {
  return [
    definePublicRoute(
      { ...SHAPE, path: '/healthz', summary: 'Answers while the process lives', replies: { 200: HEALTHY } },
      () => Promise.resolve({ status: 200, body: { status: 'ok' } }),
    ),
    definePublicRoute(
      {
        ...SHAPE,
        path: '/readyz',
        summary: 'Says whether orders are accepted: they are while the database is there',
        replies: { 200: READINESS, 503: READINESS },
      },
      async () => {
        const [database, temporal] = await Promise.all([probe(probes.database), probe(probes.temporal)]);
        if (database === 'down') return { status: 503, body: { status: 'unavailable', database, temporal } };
        return { status: 200, body: { status: temporal === 'ok' ? 'ok' : 'degraded', database, temporal } };
      },
    ),
  ];
}

async function probe(work: () => Promise<void>): Promise<'ok' | 'down'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'down'>((resolve) => {
    timer = setTimeout(() => resolve('down'), PROBE_LIMIT_MS);
  });
  const answer = work().then(
    () => 'ok' as const,
    () => 'down' as const,
  );
  const result = await Promise.race([answer, late]);
  clearTimeout(timer);
  return result;
}
