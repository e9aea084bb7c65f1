import test from 'ava';
import { createWorld } from './world.ts';

const down = () => Promise.reject(new Error('down'));

test('GET /healthz answers while the process lives', async (t) => {
  const { call } = await createWorld(t, { stores: () => ({ probe: down }), settings: { temporalProbe: down } });
  const { status, body } = await call('GET', '/healthz', { key: null });
  t.is(status, 200);
  t.deepEqual(body, { status: 'ok' });
});

test('GET /readyz answers 200 when all is there', async (t) => {
  const { call } = await createWorld(t);
  const { status, body } = await call('GET', '/readyz', { key: null });
  t.is(status, 200);
  t.deepEqual(body, { status: 'ok', database: 'ok', temporal: 'ok' });
});

test('GET /readyz answers 200 without Temporal, because orders are accepted all the same', async (t) => {
  const { call } = await createWorld(t, { settings: { temporalProbe: down } });
  const { status, body } = await call('GET', '/readyz', { key: null });
  t.is(status, 200);
  t.deepEqual(body, { status: 'degraded', database: 'ok', temporal: 'down' });
});

test('GET /readyz answers 503 without the database', async (t) => {
  const { call } = await createWorld(t, { stores: () => ({ probe: down }) });
  const { status, body } = await call('GET', '/readyz', { key: null });
  t.is(status, 503);
  t.deepEqual(body, { status: 'unavailable', database: 'down', temporal: 'ok' });
});

test('GET /readyz does not wait for a database that does not answer', async (t) => {
  const { call } = await createWorld(t, { stores: () => ({ probe: () => new Promise<void>(() => {}) }) });
  const { status } = await call('GET', '/readyz', { key: null });
  t.is(status, 503);
});
