import test from 'ava';
import { PROBLEM_TYPES } from '../../api/problems.ts';
import { ProvisioningError } from '../../domain/errors.ts';
import type { Order } from '../../domain/records.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** A world in which listing orders fails with this. */
const failing = (t: Parameters<typeof createWorld>[0], error: unknown, options: WorldOptions = {}): Promise<World> =>
  createWorld(t, {
    ...options,
    isFree: true,
    stores: ({ orders }) => ({ orders: { ...orders, list: () => Promise.reject(error) } }),
  });

for (const [code, { status }] of Object.entries(PROBLEM_TYPES)) {
  test(`${code} is answered ${status} as problem details`, async (t) => {
    const { call } = await failing(t, new ProvisioningError(code as keyof typeof PROBLEM_TYPES, 'Cannot do it'));
    const answer = await call('GET', '/v1/orders');
    t.is(answer.status, status);
    t.is(answer.headers.get('content-type'), 'application/problem+json');
    t.is(answer.body.status, status);
    t.is(answer.body.code, status === 500 ? undefined : code);
    t.is(answer.body.type, status === 500 ? 'about:blank' : `/problems/${code}`);
    t.is(answer.headers.has('retry-after'), status === 503 || status === 429);
    t.is(answer.headers.has('www-authenticate'), status === 401);
  });
}

test('The unforeseen is a bare 500 that leads to the log and tells nothing', async (t) => {
  const error = new TypeError('CANARY in the message');
  const { call, errors, log } = await failing(t, error);
  const { status, body, text } = await call('GET', '/v1/orders', { headers: { 'x-correlator': 'case-17' } });
  t.is(status, 500);
  t.deepEqual(body, { type: 'about:blank', title: 'Internal Server Error', status: 500 });
  t.false(text.includes('CANARY'));
  t.deepEqual(errors, [error]);
  t.deepEqual(log[0], { event: 'request.failed', correlator: 'case-17', route: '/v1/orders', error: 'TypeError' });
  t.false(JSON.stringify(log).includes('CANARY'));
});

test('Something thrown that is no error is a bare 500', async (t) => {
  const { call, log } = await failing(t, 'CANARY');
  t.is((await call('GET', '/v1/orders')).status, 500);
  t.is(log[0].error, 'string');
});

test('An HTTP error of a package keeps its status below 500, and its text is not told', async (t) => {
  const { call } = await failing(t, Object.assign(new Error('CANARY'), { status: 409 }));
  const { status, body } = await call('GET', '/v1/orders');
  t.is(status, 409);
  t.deepEqual(body, { type: 'about:blank', title: 'Conflict', status: 409 });
});

test('An HTTP error of a package with 500 or more is the unforeseen', async (t) => {
  const { call, errors } = await failing(t, Object.assign(new Error('CANARY'), { status: 502 }));
  t.is((await call('GET', '/v1/orders')).status, 500);
  t.is(errors.length, 1);
});

test('The database away is answered 503 with the time that the store names', async (t) => {
  const error = new ProvisioningError('service_unavailable', 'Cannot reach the database', { retryAfterSeconds: 2 });
  const { call, errors } = await failing(t, error);
  const { status, body, headers } = await call('GET', '/v1/orders');
  t.is(status, 503);
  t.is(body.detail, 'Cannot reach the database');
  t.is(headers.get('retry-after'), '2');
  t.deepEqual(errors, []);
});

test('A reply that is not as declared is a 500 and is not sent', async (t) => {
  const { call, errors } = await createWorld(t, {
    stores: ({ orders }) => ({
      orders: {
        ...orders,
        list: async () => ({
          items: [{ id: 'CANARY', definition: {}, carries: [], attempts: [] } as unknown as Order],
          next: null,
        }),
      },
    }),
  });
  const { status, text } = await call('GET', '/v1/orders');
  t.is(status, 500);
  t.false(text.includes('CANARY'));
  t.regex(String(errors[0]), /Reply of GET \/v1\/orders with 200 is not as declared: \/items\/0/);
  t.false(String(errors[0]).includes('CANARY'));
});

test('One line is logged for a request: the pattern of the route, and nothing that was sent', async (t) => {
  const { call, log, tenantId, device } = await createWorld(t);
  await call('GET', '/v1/devices?msisdn=%2B358401234567', { headers: { 'x-correlator': 'a' } });
  await call('GET', `/v1/devices/${device.id}`, { headers: { 'x-correlator': 'b' } });
  await call('GET', '/nothing', { key: null, headers: { 'x-correlator': 'c' } });
  const { clientId } = log[0];
  t.is(log.length, 3);
  const lines = log.map(({ ms, ...line }) => (t.true(ms >= 0 && ms < 60_000), line));
  const common = { event: 'request', method: 'GET' };
  t.deepEqual(lines, [
    { ...common, route: '/v1/devices', status: 200, correlator: 'a', tenantId, clientId },
    { ...common, route: '/v1/devices/:id', status: 200, correlator: 'b', tenantId, clientId },
    { ...common, route: null, status: 404, correlator: 'c', tenantId: null, clientId: null },
  ]);
  t.is(typeof clientId, 'string');
});
