import test from 'ava';
import { accessPoint, mergingDefinition } from '../helpers/merging.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

const CRASHING = 'test/helpers/crashing-worker-main.ts';
const WAITING = ['A', 'B', 'C', 'D'] as const;

type Json = Record<string, unknown>;

const show = async (id: string): Promise<Json> => (await stack.call('GET', `/v1/orders/${id}`)).body;

const teardowns: (() => unknown)[] = [];
let stack: Stack;
test.before(async () => {
  stack = await startStack({ teardown: (work) => void teardowns.push(work) }, { env: { IN_DOUBT_SECONDS: '1' } });
  const definition = mergingDefinition();
  await stack.register({ ...definition, delivery: { ...definition.delivery, attempts: 1 } });
});
test.afterEach.always(async () => {
  await stack.smsc('DELETE', '/script');
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

interface HeldUp {
  readonly msisdn: string;
  /** Has the turn, and hears nothing of what it sent. */
  readonly holder: string;
  /** Wait for the phone, in this order. */
  readonly waiting: readonly [string, ...string[]];
}

/** A phone that is waited for by orders whose settings may go in one document. */
async function holdUp(): Promise<HeldUp> {
  const { msisdn } = await stack.phone();
  const order = async (point: string) => (await stack.order({ device: { msisdn }, ...accessPoint(point) })).id;
  await stack.script({ match: { destination: msisdn }, times: 1, receipt: { never: true } });
  const holder = await order('HOLDER');
  await stack.until(holder, 'awaiting_acknowledgement');
  const waiting: string[] = [];
  for (const point of WAITING) waiting.push(await order(point));
  for (const id of waiting) await stack.until(id, 'queued');
  return { msisdn, holder, waiting: [waiting[0] ?? '', ...waiting.slice(1)] };
}

async function acknowledge(id: string, outcome = 'applied'): Promise<void> {
  const { status } = await stack.call('POST', `/v1/orders/${id}/acknowledgements`, { outcome, source: 'user' });
  if (status !== 202) throw new Error(`Acknowledgement: ${status}`);
}

const pointsOf = (document: Json | undefined) =>
  Array.from(String(document?.['xml']).matchAll(/name="NAPID" value="([^"]+)"/g), ([, id]) => id);

test.serial('orders that wait for one phone go in one document, and each ends by itself', async (t) => {
  const { msisdn, holder, waiting } = await holdUp();
  const [carrier, ...carried] = waiting;
  await acknowledge(holder);
  for (const id of waiting) await stack.until(id, 'completed');

  t.like(await show(carrier), { carries: carried, carriedBy: null });
  for (const id of carried) {
    t.like(await show(id), { carriedBy: carrier, carries: [], evidence: 'delivered', attempts: [] });
    t.deepEqual(await stack.charges(id), ['order.accepted:', 'order.completed:']);
    t.deepEqual(
      (await stack.events(id)).filter((type) => /^(order\.carried|carrier\.ended|attempt\.)/.test(type)),
      ['order.carried', 'carrier.ended'],
    );
  }
  const { documents } = await stack.handset(msisdn);
  t.deepEqual(documents.map(pointsOf), [['HOLDER'], [...WAITING]]);
  t.deepEqual(await stack.violations(), []);
});

test.serial(
  'an order whose settings are under way in the document of another can neither be cancelled nor overtaken by it',
  async (t) => {
    const { msisdn, holder, waiting } = await holdUp();
    const [carrier, second, third] = waiting;
    await stack.script({ match: { destination: msisdn }, receipt: { never: true } });
    await acknowledge(holder);
    await stack.until(carrier, 'awaiting_acknowledgement');

    t.like(await stack.until(String(second), 'delivering'), { carriedBy: carrier, evidence: 'submitted' });
    const refused = await stack.call('POST', `/v1/orders/${second}/cancel`);
    t.like(refused, { status: 409 });
    t.is(refused.body['code'], 'order_cancel_too_late');
    // What the user says of its own settings counts for it alone.
    await acknowledge(String(third));
    t.like(await stack.until(String(third), 'completed'), { evidence: 'applied' });
    t.like(await stack.until(carrier, 'awaiting_acknowledgement'), { evidence: 'submitted' });

    await acknowledge(carrier, 'refused');
    t.like(await stack.until(carrier, 'declined'), { reason: 'user_refused_on_device' });
    t.like(await stack.until(String(second), 'declined'), { reason: 'user_refused_on_device' });
    t.deepEqual(await stack.violations(), []);
  },
);

test.serial('what was in a document that the phone cannot have is sent by its own orders after all', async (t) => {
  const { msisdn, holder, waiting } = await holdUp();
  const [carrier, ...carried] = waiting;
  // ESME_RINVDSTADR: this phone is not there, for once.
  await stack.script({ match: { destination: msisdn }, times: 1, response: { status: 0x0b } });
  await acknowledge(holder);

  t.like(await stack.until(carrier, 'failed'), { carries: [] });
  for (const id of carried) {
    t.like(await stack.until(id, 'completed'), { carriedBy: null });
    t.true((await stack.charges(id)).includes('document.delivered:'));
  }
  const { documents } = await stack.handset(msisdn);
  t.deepEqual(documents.map(pointsOf), [['HOLDER'], ...WAITING.slice(1).map((point) => [point])]);
  t.deepEqual(await stack.violations(), []);
});

test.serial('what contradicts those before it goes after them, and nothing goes before it', async (t) => {
  const { msisdn } = await stack.phone();
  const order = async (point: string, apn: string) => {
    const { definition, parameters } = accessPoint(point);
    return (await stack.order({ device: { msisdn }, definition, parameters: { ...parameters, apn } })).id;
  };
  await stack.script({ match: { destination: msisdn }, times: 1, receipt: { never: true } });
  const holder = await order('HOLDER', 'holder.acme.example');
  await stack.until(holder, 'awaiting_acknowledgement');
  const waiting = [
    await order('A', 'first.acme.example'),
    await order('B', 'other.acme.example'),
    await order('A', 'second.acme.example'),
    await order('A', 'second.acme.example'),
    await order('C', 'third.acme.example'),
  ];
  for (const id of waiting) await stack.until(id, 'queued');
  await acknowledge(holder);
  for (const id of waiting) await stack.until(id, 'completed');
  const { documents } = await stack.handset(msisdn);
  const points = documents.map((document) =>
    Array.from(String(document['xml']).matchAll(/"(\w+\.acme\.example)"/g), ([, apn]) => apn),
  );
  t.deepEqual(points, [
    ['holder.acme.example'],
    ['first.acme.example', 'other.acme.example'],
    ['second.acme.example', 'third.acme.example'],
  ]);
  t.deepEqual(await stack.violations(), []);
});

for (const [step, times, title] of [
  ['handed_on', 0, 'before the word that the turn has come'],
  ['journaled', 0, 'before a document for several orders has left'],
  ['answered', 0, 'after it has left'],
  ['recorded', 0, 'after its answer was journaled'],
  ['handed_on', 1, 'between its end and the word of it'],
] as const) {
  test.serial(`a worker that dies ${title} leaves none of them behind`, async (t) => {
    const { msisdn, holder, waiting } = await holdUp();
    await stack.worker.stop();
    await acknowledge(holder);
    const doomed = await stack.startWorker(CRASHING, { CRASH_AT: step, CRASH_AFTER: String(times) });
    if ((await doomed.ended) !== 'SIGKILL') throw new Error('The worker did not die as planned');
    stack.worker = await stack.startWorker();

    for (const id of waiting) await stack.until(id, 'completed');
    const [carrier, ...carried] = waiting;
    t.like(await show(carrier), { carries: carried });
    t.deepEqual((await stack.handset(msisdn)).documents.map(pointsOf), [['HOLDER'], [...WAITING]]);
    const seen = new Map<unknown, number>();
    for (const { userData } of await stack.submits(msisdn)) seen.set(userData, (seen.get(userData) ?? 0) + 1);
    t.true(Math.max(...seen.values()) <= 2, 'each part twice at most');
    t.deepEqual(await stack.violations(), []);
  });
}
