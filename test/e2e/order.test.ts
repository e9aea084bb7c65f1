import { randomUUID } from 'node:crypto';
import anyTest, { type TestFn } from 'ava';
import { sightings, textsOfDatabase, textsOfRuns } from '../helpers/canary.ts';
import { INTERNET, MAIL } from '../helpers/order-bodies.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

const test = anyTest as TestFn<Stack>;

const teardowns: (() => unknown)[] = [];
let stack: Stack;
test.before(async () => {
  stack = await startStack({ teardown: (work) => void teardowns.push(work) });
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

/** What brings an order to its end where no receipt does. */
async function acknowledge(id: string): Promise<void> {
  const evidence = { outcome: 'applied', source: 'network' };
  const { status } = await stack.call('POST', `/v1/orders/${id}/acknowledgements`, evidence);
  if (status !== 202) throw new Error(`Acknowledgement: ${status}`);
}

test.serial(
  'an order reaches the handset, which verifies the MAC and installs the settings, and is charged',
  async (t) => {
    const phone = await stack.phone();
    const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });

    t.like(await stack.until(id, 'completed'), { evidence: 'delivered', run: 1, reason: null });
    const { documents } = await stack.handset(phone.msisdn);
    t.is(documents.length, 1);
    t.regex(String(documents[0]?.['xml']), /internet\.acme\.example/);
    t.deepEqual(await stack.charges(id), [
      'document.delivered:',
      'document.submitted:',
      'order.accepted:',
      'order.completed:',
      'sms.part:1/1',
    ]);
    t.deepEqual(await stack.events(id), [
      'order.accepted',
      'attempt.started',
      'parts.accepted',
      'receipt.received',
      'order.settled',
    ]);
  },
);

test.serial('a PIN that the client chose proves the document to the user who types it', async (t) => {
  const { msisdn } = await stack.phone({ user: { pin: '4711' } }, { imsi: false });
  const refused = await stack.call(
    'POST',
    '/v1/orders',
    { device: { msisdn }, ...INTERNET },
    { 'idempotency-key': randomUUID() },
  );
  t.is(refused.body['code'], 'security_unavailable');

  const { id } = await stack.order({ device: { msisdn }, ...INTERNET, pin: '4711' });
  t.is((await stack.until(id, 'completed'))['security'], 'USERPIN');
  t.is((await stack.handset(msisdn)).documents.length, 1);
});

test.serial('an order that asks waits for the answer of its user and uses it', async (t) => {
  const phone = await stack.phone();
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...MAIL });
  const asking = await stack.until(id, 'awaiting_user');
  t.is((asking['questions'] as { parameter: string }[])[0]?.parameter, 'password');
  t.deepEqual(await stack.submits(phone.msisdn), []);

  const answered = await stack.call('POST', `/v1/orders/${id}/answer`, {
    decision: 'accept',
    answers: { password: 'canary-password' },
  });
  t.is(answered.status, 202);
  await stack.until(id, 'completed');
  const { documents } = await stack.handset(phone.msisdn);
  t.regex(String(documents[0]?.['xml']), /canary-password/);
  t.true((await stack.submits(phone.msisdn)).length > 1, 'a mail document takes several parts');
});

test.serial('a user who says no ends the order, and nothing is sent', async (t) => {
  const phone = await stack.phone();
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...MAIL });
  await stack.until(id, 'awaiting_user');
  await stack.call('POST', `/v1/orders/${id}/answer`, { decision: 'decline' });
  await stack.until(id, 'declined');
  t.deepEqual(await stack.submits(phone.msisdn), []);
});

test.serial('a cancelled order sends nothing', async (t) => {
  const phone = await stack.phone();
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...MAIL });
  await stack.until(id, 'awaiting_user');
  t.is((await stack.call('POST', `/v1/orders/${id}/cancel`)).status, 202);
  t.is((await stack.until(id, 'cancelled'))['reason'], 'client_cancelled');
  t.deepEqual(await stack.submits(phone.msisdn), []);
});

test.serial('a cancellation that comes too late says so and changes nothing', async (t) => {
  const phone = await stack.phone();
  await stack.script({ match: { destination: phone.msisdn }, times: 1, receipt: { never: true } });
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await stack.until(id, 'awaiting_acknowledgement');
  const late = await stack.call('POST', `/v1/orders/${id}/cancel`);
  t.is(late.status, 409);
  t.is(late.body['code'], 'order_cancel_too_late');
  await acknowledge(id);
  await stack.until(id, 'completed');
});

test.serial('a permanent refusal fails the order and its workflow; a rerun of the same order succeeds', async (t) => {
  const phone = await stack.phone();
  await stack.script({ match: { destination: phone.msisdn }, times: 1, response: { status: 0x0b } });
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  t.is((await stack.until(id, 'failed'))['reason'], 'bearer_refused');
  // The order has ended a moment before its workflow.
  const run = stack.temporal.workflow.getHandle(`order/${id}/1`);
  await t.throwsAsync(run.result());
  t.is((await run.describe()).status.name, 'FAILED');

  const rerun = await stack.call('POST', `/v1/orders/${id}/rerun`);
  t.is(rerun.status, 202);
  t.like(await stack.until(id, 'completed'), { run: 2 });
  t.is((await stack.submits(phone.msisdn)).length, 2);
});

test.serial('a negative receipt is followed by another attempt with the same octets', async (t) => {
  const phone = await stack.phone();
  await stack.script({ match: { destination: phone.msisdn }, times: 1, drop: true, receipt: { stat: 'UNDELIV' } });
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  const done = await stack.until(id, 'completed');
  t.is((done['attempts'] as unknown[]).length, 2);
  const sent = await stack.submits(phone.msisdn);
  t.deepEqual(sent[0]?.['userData'], sent[1]?.['userData']);
  t.is((await stack.charges(id)).filter((charge) => charge.startsWith('sms.part')).length, 2);
});

test.serial('a throttled or temporarily refused part is sent again and charged once', async (t) => {
  const phone = await stack.phone();
  for (const code of [0x58, 0x08]) {
    await stack.script({ match: { destination: phone.msisdn }, times: 1, response: { status: code } });
    const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
    await stack.until(id, 'completed');
    t.is((await stack.charges(id)).filter((charge) => charge.startsWith('sms.part')).length, 1);
  }
});

test.serial('an answer that never comes is followed by one more send of the same octets', async (t) => {
  const phone = await stack.phone();
  await stack.script({
    match: { destination: phone.msisdn },
    times: 1,
    response: { never: true },
    receipt: { never: true },
  });
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await stack.until(id, 'completed');
  const sent = await stack.submits(phone.msisdn);
  t.is(sent.length, 2);
  t.deepEqual(sent[0]?.['userData'], sent[1]?.['userData']);
});

test.serial(
  'answers that never come at all leave the order failed in doubt, after two sends and no more',
  async (t) => {
    const phone = await stack.phone();
    await stack.script({ match: { destination: phone.msisdn }, response: { never: true }, receipt: { never: true } });
    const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
    await stack.until(id, 'awaiting_acknowledgement');
    t.is((await stack.submits(phone.msisdn)).length, 2);
    await stack.call('POST', `/v1/orders/${id}/acknowledgements`, { outcome: 'applied', source: 'user' });
    t.is((await stack.until(id, 'completed'))['evidence'], 'applied');
  },
);

test.serial(
  'receipts that come before the response, ten times, or contradict each other settle the order once',
  async (t) => {
    for (const receipt of [{ beforeResponse: true }, { times: 10 }, { also: [{ stat: 'UNDELIV' }] }]) {
      const phone = await stack.phone();
      await stack.script({ match: { destination: phone.msisdn }, receipt });
      const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
      await stack.until(id, 'completed');
      t.is((await stack.charges(id)).filter((charge) => charge === 'document.delivered:').length, 1);
      t.is((await stack.events(id)).filter((type) => type === 'order.settled').length, 1);
    }
  },
);

test.serial('two orders for one phone go one after the other, and the second says behind which', async (t) => {
  const phone = await stack.phone();
  await stack.script({ match: { destination: phone.msisdn }, times: 1, receipt: { never: true } });
  const first = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await stack.until(first.id, 'awaiting_acknowledgement');
  const second = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  t.is((await stack.until(second.id, 'queued'))['queuedBehind'], first.id);
  t.is((await stack.submits(phone.msisdn)).length, 1);
  await acknowledge(first.id);
  await stack.until(first.id, 'completed');
  await stack.until(second.id, 'completed');
});

test.serial('the same request twice is one order', async (t) => {
  const phone = await stack.phone();
  const key = randomUUID();
  const body = { device: { msisdn: phone.msisdn }, ...INTERNET };
  const [one, two] = await Promise.all([stack.order(body, key), stack.order(body, key)]);
  t.is(one.id, two.id);
  const other = await stack.call('POST', '/v1/orders', { ...body, externalId: 'x' }, { 'idempotency-key': key });
  t.is(other.status, 422);
  t.is(other.body['code'], 'idempotency_key_reused');
  await stack.until(one.id, 'completed');
  t.is((await stack.submits(phone.msisdn)).length, 1);
});

test.serial('what is refused is told by code and field, and stores nothing', async (t) => {
  const phone = await stack.phone();
  const small = await stack.call('POST', '/v1/devices', {
    msisdn: '+358400000001',
    imsi: '244050000000001',
    maxParts: 1,
  });
  const bare = await stack.call('POST', '/v1/devices', { imei: '490154203237518', imsi: '244050000000002' });
  t.deepEqual([small.status, bare.status], [201, 201]);
  const device = { msisdn: phone.msisdn };
  const internet = { definition: { name: 'internet-access' }, parameters: INTERNET.parameters };
  const counted = async () => {
    const [row] = await stack.database.rows<{ counts: string }>(
      `select concat_ws('/', (select count(*) from orders), (select count(*) from idempotency_keys),
         (select count(*) from order_events), (select count(*) from charge_records)) as counts`,
    );
    return row?.counts;
  };
  const before = await counted();
  const refusals: [body: unknown, status: number, code: string, field?: string][] = [
    [{ device, ...INTERNET, definition: { name: 'no-such' } }, 422, 'definition_not_found', '/definition'],
    [{ device, ...INTERNET, parameters: { name: 'Acme' } }, 422, 'parameters_invalid', '/parameters/apn'],
    [{ device, ...INTERNET, parameters: { name: 'Acme', apn: 7 } }, 422, 'parameters_invalid', '/parameters/apn'],
    [{ device: { msisdn: '+358499999999' }, ...INTERNET }, 422, 'device_not_found', '/device/msisdn'],
    [{ device: { id: bare.body['id'] }, ...INTERNET }, 422, 'device_not_addressable', '/device'],
    [{ device: { id: small.body['id'] }, ...internet }, 422, 'document_too_large'],
    [{ device, ...INTERNET, surprise: 1 }, 400, 'request_invalid', '/surprise'],
    ['{"device": ', 400, 'request_malformed'],
    [JSON.stringify({ device, ...INTERNET, externalId: 'x'.repeat(70_000) }), 413, 'request_too_large'],
  ];
  for (const [body, status, code, field] of refusals) {
    const answer = await stack.call('POST', '/v1/orders', body, { 'idempotency-key': randomUUID() });
    t.deepEqual([answer.status, answer.body['code']], [status, code]);
    if (field !== undefined) t.is((answer.body['errors'] as { field: string }[])[0]?.field, field);
    t.is(answer.headers.get('content-type')?.split(';')[0], 'application/problem+json');
  }
  const keyless = await stack.call('POST', '/v1/orders', { device, ...INTERNET });
  t.is(keyless.body['code'], 'idempotency_key_missing');
  const stranger = await stack.call(
    'POST',
    '/v1/orders',
    { device, ...INTERNET },
    { authorization: 'Bearer wsi_nobody' },
  );
  t.deepEqual([stranger.status, stranger.body['code']], [401, 'credential_invalid']);
  t.is(await counted(), before);
});

test.serial('a Reset in the Temporal UI sends and charges nothing twice', async (t) => {
  const phone = await stack.phone();
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await stack.until(id, 'completed');
  const handle = stack.temporal.workflow.getHandle(`order/${id}/1`);
  await handle.result();
  const charges = await stack.charges(id);
  const { events } = await handle.fetchHistory();
  const finished = events?.find(
    ({ workflowTaskCompletedEventAttributes: done }) => done !== undefined && done !== null,
  );
  if (!finished?.eventId) throw new Error('No workflow task was completed');
  const { runId } = await stack.temporal.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: `order/${id}/1` },
    reason: 'test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: finished.eventId,
  });

  t.like(await stack.temporal.workflow.getHandle(`order/${id}/1`, runId).result(), { state: 'completed' });
  t.is((await stack.submits(phone.msisdn)).length, 1);
  t.deepEqual(await stack.charges(id), charges);
});

test.serial('nothing personal is in Temporal, in the logs, or in clear in the database', async (t) => {
  const phone = await stack.phone();
  // Each is long: a short one would be found by chance among times and identifiers.
  const said = { apn: `canary-${randomUUID()}.example`, username: 'canary-user', password: 'canary-secret' };
  const pin = '9182736450';
  const { id } = await stack.order({
    device: { msisdn: phone.msisdn },
    ...INTERNET,
    parameters: { name: 'Acme', ...said },
    pin,
  });
  await stack.until(id, 'completed');
  const texts = new Map([
    ...(await textsOfDatabase(stack.database)),
    ...(await textsOfRuns(stack.temporal, [`order/${id}/1`])),
    ['log of the API', stack.api.log()],
    ['log of the worker', stack.worker.log()],
  ]);
  t.deepEqual(sightings([...Object.values(said), pin, phone.msisdn.slice(1), phone.imsi], texts), []);
});

test.serial('the ledger of all these orders holds', async (t) => {
  t.deepEqual(await stack.violations(), []);
});
