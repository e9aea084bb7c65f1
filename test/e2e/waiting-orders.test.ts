import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { mailDefinition, stampIn } from '../helpers/page-world.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

/** Orders that wait for their users at once. */
const ORDERS = 1_000;
const LANES = 20;
/** After so many answers the worker dies, and after so many more the API. */
const WORKER_DIES_AFTER = 150;
const API_DIES_AFTER = 300;

interface Waiting {
  readonly id: string;
  readonly msisdn: string;
}

const teardowns: (() => unknown)[] = [];
const definition = mailDefinition();
let stack: Stack;
test.before(async () => {
  stack = await startStack({ teardown: (work) => void teardowns.push(work) });
  await stack.register(definition);
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

/** So many at once, each followed by the next. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function count(where: string): Promise<number> {
  const [row] = await stack.database.rows<{ count: number }>(
    `select count(*)::int as count from orders where ${where}`,
  );
  return row?.count ?? 0;
}

async function untilCount(where: string, wanted: number): Promise<void> {
  for (const deadline = Date.now() + 600_000; ; await sleep(200)) {
    const got = await count(where);
    if (got === wanted) return;
    if (Date.now() > deadline)
      throw new Error(`Expected ${wanted} orders with ${where}, got ${got}\n${stack.worker.log()}`);
  }
}

/** The path of the page that the user's message leads to. */
async function pathOf({ msisdn }: Waiting): Promise<string> {
  for (const deadline = Date.now() + 180_000; ; await sleep(100)) {
    const { inbox } = await stack.handset(msisdn);
    const path = /https?:\/\/[^/]+(\/a\/[\w-]{22})/.exec(String(inbox[0]?.['text']))?.[1];
    if (path !== undefined) return path;
    if (Date.now() > deadline) throw new Error('Expected a link, got none');
  }
}

/** Looks at a page and, when it asks, answers. */
async function answer(path: string): Promise<'received' | 'not asked' | 'refused'> {
  const url = new URL(path, String(stack.api.ready['url']));
  const text = await (await fetch(url)).text();
  if (!text.includes('name="decision"')) return 'not asked';
  const body = new URLSearchParams({
    'answer.address': 'anna@acme.example',
    'answer.password': 'correct horse',
    decision: 'accept',
    stamp: stampIn({ text }),
  });
  const { status } = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  return status === 303 ? 'received' : 'refused';
}

test('a thousand users are asked, worker and API are killed while they answer, and nothing that was received is lost', async (t) => {
  const orders: Waiting[] = [];
  await inLanes(
    Array.from({ length: ORDERS }, (_none, i) => i),
    async () => {
      const { msisdn } = await stack.phone();
      const { id } = await stack.order({ device: { msisdn }, definition: { name: definition.name }, parameters: {} });
      orders.push({ id, msisdn });
    },
  );
  await untilCount("state = 'awaiting_user'", ORDERS);
  const paths = new Map<string, string>();
  await inLanes(orders, async (order) => void paths.set(order.id, await pathOf(order)));

  const received = new Set<string>();
  let killed: Promise<void> | undefined;
  let isDead = false;
  await inLanes(orders, async ({ id }) => {
    // Users who meet a dead service come back later.
    if (isDead) return;
    const said = await answer(paths.get(id) ?? '').catch(() => 'refused');
    if (said === 'received') received.add(id);
    if (received.size === WORKER_DIES_AFTER) killed ??= stack.worker.kill();
    if (received.size >= API_DIES_AFTER && !isDead) {
      isDead = true;
      await stack.api.kill();
    }
  });
  await killed;
  t.true(received.size >= API_DIES_AFTER);
  t.true(received.size < ORDERS);
  [stack.api, stack.worker] = await Promise.all([stack.startApi(), stack.startWorker()]);

  const again = { received: 0, 'not asked': 0, refused: 0 };
  await inLanes(orders, async ({ id }) => {
    const said = await answer(paths.get(id) ?? '');
    again[said] += 1;
    if (received.has(id)) t.is(said, 'not asked', 'what was received is in the store');
    else t.not(said, 'refused', 'what was not received can be given again');
  });
  t.log(`${received.size} received before the end of the API, ${again.received} after it, of ${ORDERS}`);
  await untilCount("state = 'completed'", ORDERS);
  t.is(await count("decision = 'accept' and answered_at is not null"), ORDERS);
  const [consents] = await stack.database.rows<{ count: number }>('select count(*)::int as count from consents');
  t.is(consents?.count, ORDERS);
  t.deepEqual(await stack.violations(), []);
});
