import test from 'ava';
import { loadConfig } from '../../bin/config.ts';
import { openStores } from '../../bin/stores.ts';
import type { NewBearer } from '../../domain/bearer-pool.ts';
import { createSmsc } from '../../simulator/smsc.ts';
import { TEST_WAIT_MS } from '../helpers/database.ts';
import { INTERNET, TWO_PARTS } from '../helpers/order-bodies.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

type Json = Record<string, unknown>;
type Smsc = Awaited<ReturnType<typeof createSmsc>>;

const OPERATOR = { tenantId: '', clientId: null, correlator: 'test' };

const teardowns: (() => unknown)[] = [];
const t0 = { teardown: (work: () => unknown) => void teardowns.push(work) };
let stack: Stack;
let bearers: ReturnType<typeof openStores>['bearers'];
let actor: typeof OPERATOR;
test.before(async () => {
  stack = await startStack(t0);
  const stores = openStores(loadConfig(stack.env, ['databaseUrl', 'databaseConnections', 'secretKey']), TEST_WAIT_MS);
  t0.teardown(() => stores.close());
  bearers = stores.bearers;
  actor = { ...OPERATOR, tenantId: stack.tenantId };
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

/** Another SMSC to the same phones, as a bearer that the worker has open. */
async function addSmsc(
  name: string,
  { query = '', ...changes }: Partial<Omit<NewBearer, 'name' | 'kind' | 'url'>> & { readonly query?: string } = {},
): Promise<Smsc> {
  const smsc = await createSmsc({ handsetUrl: stack.handsetUrl, password: 'pw' });
  t0.teardown(() => smsc.stop());
  const url = `smpp://wsi:pw@127.0.0.1:${smsc.smppPort}?responseTimeout=1500&source=17170&reconnectMax=1000${query}`;
  await bearers.create(actor, { name, kind: 'smpp', url, ...changes });
  await untilIn(name, (links) => links.some(({ isReady }) => isReady));
  return smsc;
}

async function untilIn(name: string, wanted: (links: readonly { isReady: boolean }[]) => boolean): Promise<void> {
  while (!wanted((await bearers.named(name)).links)) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** Pauses or resumes a bearer, and waits until the worker has looked at its bearers since. */
async function setPaused(name: string, paused: boolean): Promise<void> {
  await bearers.setPaused(actor, name, paused);
  const told = async (): Promise<string> => {
    const [row] = await stack.database.rows<{ at: string }>(
      'select max(seen_at)::text as at from bearer_links where bearer = :name',
      { name },
    );
    return row?.at ?? '';
  };
  // A look that had begun before may be told after: the second one since is surely of a later look.
  for (let looks = 0; looks < 2; looks++) {
    const before = await told();
    while ((await told()) === before) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function logOf(smsc: Smsc): Promise<Json[]> {
  return (await (await fetch(`http://127.0.0.1:${smsc.controlPort}/log`)).json()) as Json[];
}

const order = async (msisdn: string) => (await stack.order({ device: { msisdn }, ...INTERNET })).id;
const bearerOf = (body: Json, attempt = 1) => (body['attempts'] as { bearer: string }[])[attempt - 1]?.bearer;

test.serial('an order goes by the bearer that comes first, and by the other while that is paused', async (t) => {
  await addSmsc('first', { priority: 1 });
  const phone = await stack.phone();
  t.is(bearerOf(await stack.until(await order(phone.msisdn), 'completed')), 'first');

  await setPaused('first', true);
  t.is(bearerOf(await stack.until(await order(phone.msisdn), 'completed')), 'smpp');
});

test.serial('with every bearer paused an order waits, says so, and goes on when one is resumed', async (t) => {
  await setPaused('smpp', true);
  const phone = await stack.phone();
  const id = await order(phone.msisdn);
  const waiting = await stack.until(id, 'delivering');
  t.is(waiting['reason'] ?? 'bearer_paused', 'bearer_paused');
  t.deepEqual(waiting['attempts'], []);
  await bearers.setPaused(actor, 'smpp', false);
  t.is(bearerOf(await stack.until(id, 'completed')), 'smpp');
  await bearers.remove(actor, 'first');
});

test.serial('what one SMSC refuses for good is offered to the other', async (t) => {
  const refusing = await addSmsc('refusing', { priority: 1 });
  const phone = await stack.phone();
  await fetch(`http://127.0.0.1:${refusing.controlPort}/script`, {
    method: 'PUT',
    body: JSON.stringify({ match: { destination: phone.msisdn }, response: { status: 0x0b } }),
  });
  const done = await stack.until(await order(phone.msisdn), 'completed');
  t.deepEqual([bearerOf(done, 1), bearerOf(done, 2)], ['refusing', 'smpp']);
  await bearers.remove(actor, 'refusing');
});

test.serial(
  'a document goes in the form of TLVs over two links to the SMSC of its network, and phones join it',
  async (t) => {
    const smsc = await addSmsc('by-network', {
      query: '&links=2&segmentation=sar',
      networks: ['24405'],
      priority: 900,
    });
    const phone = await stack.phone();
    for (const [body, parts] of [
      [INTERNET, 1],
      [TWO_PARTS, 2],
    ] as const) {
      const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...body });
      t.is(bearerOf(await stack.until(id, 'completed')), 'by-network');
      const taken = (await logOf(smsc)).slice(-parts);
      t.deepEqual(
        taken.map(({ esmClass, destination }) => ({ esmClass, destination })),
        Array.from({ length: parts }, () => ({ esmClass: 0, destination: phone.msisdn })),
      );
    }
    t.is((await stack.handset(phone.msisdn)).documents.length, 2);
    const stranger = await stack.phone({ user: { pin: '4711' } }, { imsi: false });
    const { id } = await stack.order({
      device: { msisdn: stranger.msisdn },
      ...INTERNET,
      pin: '4711',
    });
    t.is(bearerOf(await stack.until(id, ['completed', 'awaiting_acknowledgement'])), 'smpp');
    await bearers.remove(actor, 'by-network');
  },
);

test.serial('what one SMSC means by a status of its own is what its table says', async (t) => {
  const errorTable = [{ status: 0x4_01, kind: 'permanent' }] as const;
  const smsc = await addSmsc('vendor', { priority: 1, errorTable });
  const phone = await stack.phone();
  await fetch(`http://127.0.0.1:${smsc.controlPort}/script`, {
    method: 'PUT',
    body: JSON.stringify({ match: { destination: phone.msisdn }, response: { status: 0x4_01 } }),
  });
  const done = await stack.until(await order(phone.msisdn), 'completed');
  t.deepEqual([bearerOf(done, 1), bearerOf(done, 2)], ['vendor', 'smpp']);
  await bearers.remove(actor, 'vendor');
});

test.serial('when one SMSC of two dies under load no order is lost and nothing is sent more than twice', async (t) => {
  const dying = await addSmsc('dying');
  const phones = await Promise.all(Array.from({ length: 60 }, () => stack.phone()));
  const ids = await Promise.all(phones.map(({ msisdn }) => order(msisdn)));
  while ((await logOf(dying)).length < 10) await new Promise((resolve) => setTimeout(resolve, 20));
  const seenByDying = await logOf(dying);
  await dying.stop();
  await untilIn('dying', (links) => links.every(({ isReady }) => !isReady));

  const states = await Promise.all(ids.map((id) => stack.until(id, ['completed', 'awaiting_acknowledgement'])));
  for (const [i, state] of states.entries()) {
    const { msisdn } = phones[i] ?? t.fail();
    // What an SMSC has taken it brings to the phone a moment later; what dies with it meanwhile is nobody's.
    const isLost = bearerOf(state) === 'dying' && state['state'] !== 'completed';
    if (!isLost) await stack.until(String(state['id']), 'completed');
    const { documents } = await stack.handset(msisdn);
    t.true(documents.length === 1 || (isLost && documents.length === 0), `${msisdn} has its document once`);
    const times = [...seenByDying, ...(await stack.submits(msisdn))].filter((one) => one['destination'] === msisdn);
    t.true(times.length <= 2);
  }
  t.deepEqual(await stack.violations(), []);

  const phone = await stack.phone();
  t.is(bearerOf(await stack.until(await order(phone.msisdn), 'completed')), 'smpp');
});
