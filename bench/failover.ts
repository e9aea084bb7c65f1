/**
 * What it costs that one SMSC of two dies under load: how soon the other takes all of it, what is left in doubt, and that
 * nothing is lost or sent more than twice.
 *
 * `npm run bench:failover`: so many orders at once that both SMSCs are kept busy; one of the two is killed in the midst of it.
 * What went when is read from the delivery journal, and the ledger is held against itself at the end.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStores } from '../bin/stores.ts';
import { createProgress } from '../launcher/progress.ts';
import { startScratchParts } from '../launcher/scratch.ts';
import { createDatabase } from '../store/database.ts';
import { checkDatabase } from '../store/invariants.ts';
import { closedLoop } from './measure.ts';
import { smppUrlOf, startOrderBench, startSmsc } from './service.ts';

const ORDERS = 1_500;
const WINDOW = 10;
/** As long as both SMSCs are there, after the first seconds, in which connections and code are warmed up. */
const BEFORE_SECONDS = 15;
const WARM_UP_SECONDS = 5;
/** A second alone says little at some tens of parts a second. */
const OVER_SECONDS = 3;
const BACK = 0.8;
const WANTED_SECONDS = 10;

const progress = createProgress(process.stdout);
const module = join(fileURLToPath(new URL('..', import.meta.url)), 'tools', 'temporal');
const parts = await startScratchParts({ env: process.env, module, progress });
const query = `window=${WINDOW}`;
const bench = await startOrderBench(parts, { smppQuery: query });
const database = createDatabase(bench.databaseUrl, 2);
const dying = await startSmsc(bench.handsetUrl);

try {
  await addBearer();
  await closedLoop({ orders: ORDERS, concurrency: 20 }, bench.accept);
  await pause(BEFORE_SECONDS * 1_000);
  const diedAt = Date.now();
  await dying.kill();
  await untilSent();

  const sent = await journal();
  const rateIn = (from: number, seconds: number): number =>
    sent.filter(({ at }) => at >= from && at < from + seconds * 1_000).length / seconds;
  const before = rateIn(diedAt - (BEFORE_SECONDS - WARM_UP_SECONDS) * 1_000, BEFORE_SECONDS - WARM_UP_SECONDS);
  const backAfter = secondsUntil((second) => rateIn(diedAt + second * 1_000, OVER_SECONDS) >= BACK * before);
  const atDying = sent.filter(({ bearer }) => bearer === 'dying').length;
  const findings = await checkDatabase(database);

  console.log('\n| one SMSC of two dies under load | measured | wanted |\n|---|---|---|');
  console.log(`| parts a second before, both SMSCs | ${before.toFixed(1)}, ${atDying} in all by the one that died | |`);
  console.log(
    `| seconds until ${BACK} of that again, over ${OVER_SECONDS} s | ${backAfter ?? 'never'} | ≤ ${WANTED_SECONDS} |`,
  );
  console.log(`| parts in doubt when it died | ${await doubtful()} | ≤ ${WINDOW}, the window |`);
  console.log(`| most times that a part was sent | ${await mostSent()} | ≤ 2 |`);
  console.log(`| orders of which nothing went out | ${ORDERS - new Set(sent.map(({ order }) => order)).size} | 0 |`);
  console.log(`| broken invariants | ${findings.filter(({ violations }) => violations.length > 0).length} | 0 |`);
} finally {
  await database.close();
  await bench.stop();
  await dying.stop();
  await parts.stop();
}

/** The second SMSC, equal to the first, once the worker is connected to it. */
async function addBearer(): Promise<void> {
  const { databaseUrl, secretKey } = bench;
  const stores = openStores({ databaseUrl, databaseConnections: 2, secretKey });
  const actor = { tenantId: bench.tenantId, clientId: null, correlator: 'bench' };
  await stores.bearers.create(actor, { name: 'dying', kind: 'smpp', url: smppUrlOf(dying, query) });
  while (!(await stores.bearers.named('dying')).links.some(({ isReady }) => isReady)) await pause(200);
  await stores.close();
}

/** Waits until nothing is left to be sent. */
async function untilSent(): Promise<void> {
  for (;;) {
    const rows = await database.rows(
      "select 1 from orders where state in ('accepted', 'queued', 'delivering') and settled_at is null limit 1",
    );
    if (rows.length === 0) return;
    await pause(1_000);
  }
}

interface Sent {
  readonly order: string;
  readonly bearer: string;
  /** Milliseconds of the epoch. */
  readonly at: number;
}

async function journal(): Promise<Sent[]> {
  const rows = await database.rows<{ order_id: string; bearer: string; answered_at: Date }>(
    "select order_id, bearer, answered_at from sends where state = 'accepted' and answered_at is not null",
  );
  return rows.map(({ order_id: order, bearer, answered_at }) => ({ order, bearer, at: answered_at.getTime() }));
}

/** What was under way to the one that died and got no answer. */
async function doubtful(): Promise<number> {
  const rows = await database.rows("select 1 from sends where bearer = 'dying' and state in ('writing', 'in_doubt')");
  return rows.length;
}

async function mostSent(): Promise<number> {
  const [row] = await database.rows<{ most: number }>(
    `select max(times)::int as most from (select count(*) as times from sends where state in ('writing', 'in_doubt', 'accepted')
     group by order_id, run, attempt, part) s`,
  );
  return row?.most ?? 0;
}

function secondsUntil(isSo: (second: number) => boolean): number | undefined {
  return Array.from({ length: 60 }, (_, second) => second).find(isSo);
}
