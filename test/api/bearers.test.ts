import { randomUUID } from 'node:crypto';
import test from 'ava';
import { shareApiWorld } from '../helpers/api-world.ts';

const enterAsTenant = shareApiWorld(test);
const URL_WITH_SECRET = 'smpp://wsi:s3cret@smsc.example:2775?window=20';

async function enter() {
  const world = await enterAsTenant();
  const key = await world.addKey({ tenant: 'platform', platform: true, roles: ['operator'] });
  const call: typeof world.call = (method, path, options = {}) => world.call(method, path, { key, ...options });
  const name = `b-${randomUUID().slice(0, 30)}`;
  const make = (changes = {}) =>
    call('POST', '/v1/bearers', { body: { name, kind: 'smpp', url: URL_WITH_SECRET, ...changes } });
  return { ...world, call, make, name, path: `/v1/bearers/${name}` };
}

test.serial(
  'A bearer is set up and shown without its password, which the trail and the table do not have either',
  async (t) => {
    const { call, make, name, path, database } = await enter();
    const errorTable = [{ status: 1025, kind: 'permanent' }];
    const made = await make({ prefixes: ['+358'], networks: ['24405'], errorTable, priority: 5 });
    t.is(made.status, 201);
    t.is(made.headers.get('location'), path);
    const { createdAt, ...rest } = made.body;
    t.deepEqual(rest, {
      name,
      kind: 'smpp',
      address: 'smpp://wsi@smsc.example:2775?window=20',
      priority: 5,
      rate: null,
      prefixes: ['+358'],
      networks: ['24405'],
      errorTable: [{ status: 1025, kind: 'permanent' }],
      state: 'unused',
      pausedAt: null,
      links: [],
    });
    t.is(typeof createdAt, 'string');
    t.deepEqual((await call('GET', path)).body, made.body);
    t.is((await make()).body.code, 'bearer_already_exists');
    const rows = await database.rows(
      `select b::text || coalesce((select string_agg(a::text, '') from audit_entries a where a.object_id = b.name), '') as all
     from bearers b where name = :name`,
      { name },
    );
    t.regex(JSON.stringify(rows), /smsc\.example/);
    t.notRegex(JSON.stringify(rows), /s3cret/);
  },
);

test.serial('A URL that cannot be used is refused by what was wanted, and shows up nowhere', async (t) => {
  const { make, call, path } = await enter();
  for (const url of [
    'http://s3cret',
    'smpp://wsi:s3cret@host:1?windw=1',
    'smpp://wsi:s3cret@host:1?window=0',
    's3cret',
  ]) {
    const { status, body } = await make({ url });
    t.is(status, 400);
    t.is(body.code, 'request_invalid');
    t.is(body.errors[0].field, '/url');
    t.notRegex(JSON.stringify(body), /s3cret/);
  }
  t.is((await call('GET', path)).body.code, 'bearer_not_found');
});

test.serial('It is changed by whoever has seen it as it is', async (t) => {
  const { call, make, path } = await enter();
  await make();
  t.is((await call('PATCH', path, { body: { priority: 1 } })).status, 428);
  const changed = await call('PATCH', path, {
    body: { priority: 1, url: 'smpp://other:pw@elsewhere.example' },
    headers: { 'if-match': '"1"' },
  });
  t.is(changed.status, 200);
  t.is(changed.body.priority, 1);
  t.is(changed.body.address, 'smpp://other@elsewhere.example');
  const late = await call('PATCH', path, { body: { priority: 2 }, headers: { 'if-match': '"1"' } });
  t.is(late.status, 412);
  const rest = await call('PATCH', path, {
    body: { networks: ['310410'], errorTable: [{ status: 0x4_01, kind: 'throttled' }] },
    headers: { 'if-match': '"2"' },
  });
  t.like(rest.body, { priority: 1, networks: ['310410'], errorTable: [{ status: 0x4_01, kind: 'throttled' }] });
  for (const wrong of [{ networks: ['244'] }, { errorTable: [{ status: 0, kind: 'permanent' }] }]) {
    t.is((await call('PATCH', path, { body: wrong, headers: { 'if-match': '"3"' } })).status, 400);
  }
});

test.serial('It is paused, resumed and removed', async (t) => {
  const { call, make, path } = await enter();
  await make();
  const paused = await call('POST', `${path}/pause`);
  t.is(paused.body.state, 'paused');
  t.is((await call('POST', `${path}/pause`)).body.pausedAt, paused.body.pausedAt);
  t.is((await call('POST', `${path}/resume`)).body.state, 'unused');
  t.is((await call('DELETE', path)).status, 204);
  t.is((await call('DELETE', path)).status, 404);
});

test.serial('It shows how every worker stands with it, and forgets one that stopped', async (t) => {
  const { call, make, name, path, stores } = await enter();
  await make();
  const link = { bearer: name, state: 'open', isReady: true, inFlight: 2, waiting: 1, perSecond: null };
  const [one, other] = [randomUUID(), randomUUID()];
  await stores.bearers.report(one, [link, { ...link, bearer: 'gone-meanwhile' }]);
  await stores.bearers.report(other, [{ ...link, state: 'connecting', isReady: false }]);
  const both = (await call('GET', path)).body;
  t.is(both.state, 'ready');
  t.is(both.links.length, 2);
  await stores.bearers.report(one, []);
  const left = (await call('GET', path)).body;
  t.is(left.state, 'unreachable');
  t.like(left.links, { 0: { worker: other, state: 'connecting', isReady: false, inFlight: 2 }, length: 1 });
});

test.serial('Bearers are listed by name, in pages', async (t) => {
  const { call, make } = await enter();
  const prefix = `zz-${randomUUID().slice(0, 20)}`;
  for (const letter of ['b', 'a', 'c']) await make({ name: `${prefix}-${letter}` });
  const names: string[] = [];
  let after = '';
  do {
    const { body } = await call('GET', `/v1/bearers?limit=2${after}`);
    names.push(...body.items.map((one: { name: string }) => one.name));
    after = body.next === null ? '' : `&after=${body.next}`;
  } while (after !== '');
  t.deepEqual(names, names.toSorted());
  t.deepEqual(names.slice(-3), [`${prefix}-a`, `${prefix}-b`, `${prefix}-c`]);
});

test.serial('A URL of the environment is set up once, and followed when it changes', async (t) => {
  const { call, name, path, stores } = await enter();
  const given = { name, kind: 'smpp', url: URL_WITH_SECRET } as const;
  await stores.bearers.provide(given);
  await stores.bearers.provide(given);
  t.is((await call('GET', path)).headers.get('etag'), '"1"');
  await call('POST', `${path}/pause`);
  await stores.bearers.provide({ ...given, url: 'smpp://wsi:pw@new.example' });
  t.like((await call('GET', path)).body, { state: 'paused', address: 'smpp://wsi@new.example' });
});
