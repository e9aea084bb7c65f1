import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { Order } from '../../domain/records.ts';
import { createWorld, type Json, type World } from './world.ts';

const MAIL = {
  definition: { name: 'mail' },
  parameters: {
    name: 'Acme',
    address: 'ann@acme.example',
    username: 'ann',
    imapHost: 'imap.acme.example',
    smtpHost: 'smtp.acme.example',
  },
} as const;

async function orderIn(world: World, fields: Partial<Order>, body: Json = {}): Promise<string> {
  const { id } = (await world.order(body)).body;
  const row = world.stored(id);
  row.order = { ...row.order, ...fields };
  world.started.length = 0;
  return id;
}

const ACTIONS = {
  cancel: undefined,
  answer: { decision: 'decline' },
  acknowledgements: { outcome: 'applied', source: 'device' },
  rerun: undefined,
} as const;

for (const [action, body] of Object.entries(ACTIONS)) {
  test(`POST …/${action} answers 404 for an unknown id, a malformed one and that of another tenant`, async (t) => {
    const world = await createWorld(t);
    const id = await orderIn(world, {});
    const key = world.addKey({ tenantId: randomUUID() });
    for (const answer of [
      await world.call('POST', `/v1/orders/${randomUUID()}/${action}`, { body }),
      await world.call('POST', `/v1/orders/x/${action}`, { body }),
      await world.call('POST', `/v1/orders/${id}/${action}`, { body, key }),
    ]) {
      t.is(answer.status, 404);
      t.is(answer.body.code, 'order_not_found');
    }
    t.deepEqual([world.told.length, world.started.length], [0, 0]);
  });

  test(`POST …/${action} refuses an unknown field`, async (t) => {
    const world = await createWorld(t);
    const id = await orderIn(world, {});
    const answer = await world.call('POST', `/v1/orders/${id}/${action}`, { body: { ...body, extra: 'CANARY' } });
    t.is(answer.status, 400);
    t.is(answer.body.errors[0].field, '/extra');
    t.false(answer.text.includes('CANARY'));
  });

  test(`POST …/${action} is refused in a state that it does not fit, and tells nobody`, async (t) => {
    const world = await createWorld(t);
    const id = await orderIn(world, { state: 'completed', evidence: 'delivered' });
    const answer = await world.call('POST', `/v1/orders/${id}/${action}`, { body });
    t.is(answer.status, 409);
    t.is(answer.body.code, 'order_state_unfit');
    t.deepEqual([world.told.length, world.started.length], [0, 0]);
  });
}

test('POST …/cancel is taken with 202 and the workflow is told', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, { state: 'queued' });
  const { status, body } = await world.call('POST', `/v1/orders/${id}/cancel`, { body: {} });
  t.is(status, 202);
  t.is(body.id, id);
  t.deepEqual(world.told, [{ id, run: 1, word: { type: 'cancel_granted' } }]);
});

test('POST …/cancel says truthfully that it came too late', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, { state: 'awaiting_acknowledgement', evidence: 'submitted' });
  const { status, body } = await world.call('POST', `/v1/orders/${id}/cancel`);
  t.is(status, 409);
  t.is(body.code, 'order_cancel_too_late');
  t.is(body.detail, 'Cannot cancel: the document is on its way to the device');
  t.deepEqual(world.told, []);
});

test('POST …/answer stores what the user said and tells the workflow only the decision', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, { state: 'awaiting_user' }, MAIL);
  const { status, text } = await world.call('POST', `/v1/orders/${id}/answer`, {
    body: { decision: 'accept', answers: { password: 'CANARY' } },
  });
  t.is(status, 202);
  t.false(text.includes('CANARY'));
  t.deepEqual(world.stored(id).answers, { password: 'CANARY' });
  t.deepEqual(world.told, [{ id, run: 1, word: { type: 'answered', decision: 'accept' } }]);
});

test('POST …/answer takes a no without answers', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, { state: 'awaiting_user' }, MAIL);
  const { status } = await world.call('POST', `/v1/orders/${id}/answer`, { body: { decision: 'decline' } });
  t.is(status, 202);
  t.deepEqual(world.told, [{ id, run: 1, word: { type: 'answered', decision: 'decline' } }]);
});

test('POST …/answer needs only a yes when the caller gave everything', async (t) => {
  const world = await createWorld(t);
  const parameters = { ...MAIL.parameters, password: 'secret' };
  const id = await orderIn(world, { state: 'awaiting_user' }, { ...MAIL, parameters });
  const path = `/v1/orders/${id}/answer`;
  const over = await world.call('POST', path, { body: { decision: 'accept', answers: { password: 'CANARY' } } });
  t.is(over.status, 422);
  t.deepEqual(over.body.errors, [{ field: '/answers/password', expected: 'no fields', got: 'an unknown field' }]);
  t.is((await world.call('POST', path, { body: { decision: 'accept' } })).status, 202);
});

test('POST …/answer a second time is refused', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, { state: 'awaiting_user' }, MAIL);
  await world.call('POST', `/v1/orders/${id}/answer`, { body: { decision: 'decline' } });
  const { status, body } = await world.call('POST', `/v1/orders/${id}/answer`, { body: { decision: 'decline' } });
  t.is(status, 409);
  t.is(body.code, 'order_already_answered');
  t.is(world.told.length, 1);
});

for (const [title, body, code, field] of [
  ['a yes without the answers', { decision: 'accept' }, '422 parameters_invalid', '/answers/password'],
  ['a wrong answer', { decision: 'accept', answers: { password: '' } }, '422 parameters_invalid', '/answers/password'],
  [
    'an answer that nobody asked for',
    { decision: 'accept', answers: { password: 'x', apn: 'CANARY' } },
    '422 parameters_invalid',
    '/answers/apn',
  ],
  ['a no with answers', { decision: 'decline', answers: { password: 'CANARY' } }, '400 request_invalid', '/answers'],
  ['another decision', { decision: 'CANARY' }, '400 request_invalid', '/decision'],
  ['no decision', {}, '400 request_invalid', '/decision'],
] as const) {
  test(`POST …/answer refuses ${title} and keeps nothing`, async (t) => {
    const world = await createWorld(t);
    const id = await orderIn(world, { state: 'awaiting_user' }, MAIL);
    const answer = await world.call('POST', `/v1/orders/${id}/answer`, { body });
    t.is(`${answer.status} ${answer.body.code}`, code);
    t.is(answer.body.errors[0].field, field);
    t.false(answer.text.includes('CANARY'));
    t.is(world.stored(id).answers, undefined);
    t.deepEqual(world.told, []);
  });
}

for (const [outcome, word] of [
  ['applied', { type: 'evidence_reported', evidence: 'applied' }],
  ['refused', { type: 'refused_on_device' }],
] as const) {
  test(`POST …/acknowledgements with ${outcome} is taken and the workflow is told`, async (t) => {
    const world = await createWorld(t);
    const id = await orderIn(world, { state: 'awaiting_acknowledgement' });
    const body = { outcome, source: 'network' };
    const { status } = await world.call('POST', `/v1/orders/${id}/acknowledgements`, { body });
    t.is(status, 202);
    t.deepEqual(world.told, [{ id, run: 1, word }]);
  });
}

test('POST …/acknowledgements refuses a source that is none', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, { state: 'awaiting_acknowledgement' });
  const body = { outcome: 'applied', source: 'rumour' };
  const answer = await world.call('POST', `/v1/orders/${id}/acknowledgements`, { body });
  t.is(answer.status, 400);
  t.is(answer.body.errors[0].expected, 'one of device, user, network');
});

test('POST …/rerun starts the next run of the same order', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, { state: 'failed', reason: 'attempts_exhausted' });
  const { status, body } = await world.call('POST', `/v1/orders/${id}/rerun`);
  t.is(status, 202);
  t.deepEqual([body.id, body.run, body.state], [id, 2, 'accepted']);
  t.is(world.started.length, 1);
  t.deepEqual([world.started[0]?.id, world.started[0]?.run], [id, 2]);
  t.deepEqual(world.started[0]?.policy, { ...world.stored(id).request.policy, startInMs: 0 });
});

test('POST …/rerun starts an order that was scheduled at once', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, { state: 'failed' }, { notBefore: new Date(Date.now() + 60_000).toISOString() });
  await world.call('POST', `/v1/orders/${id}/rerun`);
  t.is(world.started[0]?.policy.startInMs, 0);
});
