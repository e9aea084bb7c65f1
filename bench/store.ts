/**
 * Whether a full store is as quick as an empty one.
 *
 * `npm run bench:store`. Order intake (constant rate, then a burst) with an empty store; then 10,000 definitions of 51 tenants
 * and 1,000,000 devices are put in; then the same intake again, in the same run, and each list of the interface: its first
 * page and one deep in it. `-- --quick` takes a tenth of all and says so.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createProgress } from '../launcher/progress.ts';
import { startScratchParts } from '../launcher/scratch.ts';
import { measureEffort } from './cpu.ts';
import { fillStore } from './full-store.ts';
import { closedLoop, type Latency, latencyOf, openLoop } from './measure.ts';
import { startOrderBench } from './service.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const scale = values.quick ? 0.1 : 1;
const DEFINITIONS = 10_000 * scale;
const DEVICES = 1_000_000 * scale;
const PER_SECOND = 50;
const SECONDS = values.quick ? 4 : 20;
const BURST = 3_000 * scale;
/** How far into a list is looked, in pages of as many items as a page may have. */
const DEEP_PAGES = 100;
const REPEATS = 30;

/** Filters that fit many and few. */
const FILTERED = [
  '/v1/devices?msisdn=%2B3585000000000',
  '/v1/orders?state=failed',
  '/v1/orders?externalId=nobody-has-it',
  '/v1/definitions?state=draft',
  '/v1/definitions?provider=full-7',
  '/v1/charges?kind=document.delivered',
];

/** Lists of whoever runs the installation. */
const PLATFORM = ['/v1/approvals', '/v1/bearers', '/v1/tenants'];

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const progress = createProgress(process.stdout);
const module = join(fileURLToPath(new URL('..', import.meta.url)), 'tools', 'temporal');
const parts = await startScratchParts({ env: process.env, module, progress });
const bench = await startOrderBench(parts);

interface Intake {
  readonly steady: Latency;
  readonly perSecond: number;
  /** Of all processes, which a machine that is busy with other things spoils least. */
  readonly processorMs: number;
}

try {
  // The first orders find nothing compiled and no connection open.
  await closedLoop({ orders: 300, concurrency: 10 }, bench.accept);
  const empty = await measureIntake('An empty store');
  await progress.during(`Putting in ${DEFINITIONS} definitions and ${DEVICES} devices`, () =>
    fillStore({ ...bench, definitions: DEFINITIONS, devices: DEVICES }),
  );
  const full = await measureIntake('A full store');
  compare(empty, full);
  await measureLists();
} finally {
  await bench.stop();
  await parts.stop();
}
if (values.quick) console.log('\nA quick run: too short and too small to quote.');

async function measureIntake(what: string): Promise<Intake> {
  await bench.drain();
  const steady = await openLoop({ perSecond: PER_SECOND, seconds: SECONDS }, bench.accept);
  await bench.drain();
  const before = await bench.stored();
  let perSecond = 0;
  let lost = 0;
  // To the end of the last order: where its work is done does not matter.
  const { total } = await measureEffort(bench.pids, BURST, async () => {
    ({ perSecond } = await closedLoop({ orders: BURST, concurrency: 50 }, bench.accept));
    lost = BURST - ((await bench.stored()) - before);
    await bench.drain();
  });
  console.log(
    `${what}: p50 ${ms(steady.p50)}, p99 ${ms(steady.p99)} at ${PER_SECOND}/s; ${perSecond.toFixed(0)}/s as a burst of ${BURST}, ${lost} lost`,
  );
  return { steady, perSecond, processorMs: total };
}

function compare(empty: Intake, full: Intake): void {
  console.log('\n| POST /v1/orders | empty | full | full / empty | wanted |\n|---|---|---|---|---|');
  const row = (what: string, of: (intake: Intake) => number, wanted: string): void =>
    console.log(
      `| ${what} | ${of(empty).toFixed(1)} | ${of(full).toFixed(1)} | ${(of(full) / of(empty)).toFixed(2)} | ${wanted} |`,
    );
  row(`p50 at ${PER_SECOND}/s, ms`, ({ steady }) => steady.p50, '≤ 15');
  row(`p99 at ${PER_SECOND}/s, ms`, ({ steady }) => steady.p99, '≤ 75');
  row('processor time of an order to its end, ms', ({ processorMs }) => processorMs, '');
  row(`burst of ${BURST}, a second`, ({ perSecond }) => perSecond, '≥ 300');
}

interface Page {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

async function measureLists(): Promise<void> {
  console.log(
    '\n| page of 50 | first, p50 | first, p99 | deep, p50 | deep, p99 | items before |\n|---|---|---|---|---|---|',
  );
  for (const path of [...(await listsOfTenant()), ...FILTERED]) {
    const at = (query: string): string => `${path}${path.includes('?') ? '&' : '?'}${query}`;
    const first = await timed(at('limit=50'));
    const { passed, next } = await passPages(at('limit=200'));
    const deep = next === null ? undefined : await timed(at(`limit=50&after=${next}`));
    const told = deep === undefined ? '– | –' : `${ms(deep.p50)} | ${ms(deep.p99)}`;
    console.log(`| ${path} | ${ms(first.p50)} | ${ms(first.p99)} | ${told} | ${passed} |`);
  }
}

/** Every list that has pages, as the interface itself tells. Those of whoever runs the installation are left out. */
async function listsOfTenant(): Promise<string[]> {
  const document = await bench.get('/openapi.json');
  const paths: Readonly<Record<string, { readonly get?: Operation }>> = Object(document).paths;
  return Object.entries(paths).flatMap(([path, { get }]) => {
    const isPaged = (get?.parameters ?? []).some(({ name }) => name === 'limit');
    return isPaged && !path.includes('{') && !PLATFORM.includes(path) ? [path] : [];
  });
}

interface Operation {
  readonly parameters?: readonly { readonly name?: string }[];
}
async function timed(path: string): Promise<Latency> {
  const took: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const started = performance.now();
    await bench.get(path);
    took.push(performance.now() - started);
  }
  return latencyOf(took);
}

async function passPages(path: string): Promise<{ readonly passed: number; readonly next: string | null }> {
  let passed = 0;
  let next: string | null = null;
  for (let page = 0; page < DEEP_PAGES; page++) {
    const after: string = next === null ? '' : `&after=${next}`;
    const got: Page = Object(await bench.get(`${path}${after}`));
    passed += got.items.length;
    if (got.next === null) break;
    next = got.next;
  }
  return { passed, next };
}
