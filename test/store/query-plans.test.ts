import { randomUUID } from 'node:crypto';
import test from 'ava';
import { fieldsOf } from '../../api/declared.ts';
import { exampleOf } from '../../api/openapi-example.ts';
import type { Route } from '../../api/route.ts';
import { fillPath, makeFixtures } from '../helpers/access-fixtures.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { type FullObjects, fillTables } from '../helpers/full-tables.ts';
import { createPlanReader } from '../helpers/query-plans.ts';
import { hearStatements, type SentStatement } from '../helpers/sent-statements.ts';

/** Most rows of a table, or places of an index, that one statement may look at for a page of two, or for one object. */
const MOST = 400;
/** Pages of 200 that are passed before a page deep in a list is looked at. */
const DEEP_PAGES = 4;

/** Objects whose lists are long, by the path of the list. */
const LONG: Readonly<Record<string, (objects: FullObjects) => string>> = {
  '/v1/devices/:id/consents': ({ device }) => device,
  '/v1/devices/:id/documents': ({ device }) => device,
  '/v1/orders/:id/events': ({ order }) => order,
  '/v1/device-imports/:id/rows': ({ import: id }) => id,
  '/v1/tenants/:tenant/audit': () => 'acme',
};

const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();
const LONG_AGO = '2020-01-01T00:00:00Z';

/** What filters are tried with, by name: what fits many, what fits few, what fits nothing. Others take what their schema has. */
const VALUES: Readonly<Record<string, (objects: FullObjects) => readonly string[]>> = {
  deviceId: ({ device }) => [device, randomUUID()],
  orderId: ({ order }) => [order, randomUUID()],
  clientId: ({ client }) => [client, randomUUID()],
  definition: () => ['internet-access', 'mail', 'full-7', 'nobody-has-it'],
  name: () => ['internet-access', 'full-7', 'nobody-has-it'],
  provider: () => ['acme', 'full-9', 'nobody'],
  externalId: () => ['external-8', 'nobody-has-it'],
  object: () => ['orders', 'devices', 'nothing'],
  operation: () => ['cancel', 'create', 'nothing'],
  from: () => [HOUR_AGO, LONG_AGO],
  until: () => [HOUR_AGO, LONG_AGO],
};

/** What was sent, and on what occasion. */
interface Heard {
  readonly as: string;
  readonly statement: SentStatement;
}

interface Full {
  readonly world: ApiWorld;
  readonly objects: FullObjects;
  /** Does something and notes under a name what it sends. */
  readonly during: <T>(as: string, work: () => Promise<T>) => Promise<T>;
  /** What is wrong with what was noted so far. */
  readonly faults: () => Promise<string[]>;
}

const teardowns: (() => unknown)[] = [];
let full: Full | undefined;
/** Run by a route when it is set, as if it were of the product. */
let alsoSend: string | undefined;

test.before(async () => {
  const t = { teardown: (work: () => unknown) => void teardowns.push(work) };
  const world: ApiWorld = await createApiWorld(t, {}, (route) =>
    route.path === '/v1/domains' && route.method === 'GET' ? withAnother(route, () => world) : route,
  );
  const { objects, big } = await fillTables(world.databaseUrl, world.tenantId);
  const plans = createPlanReader(t, world.databaseUrl);
  const heard = hearStatements(t);
  const known = new Set<string>();
  let all: Heard[] = [];
  full = {
    world,
    objects,
    async during(as, work) {
      heard();
      const result = await work();
      all.push(...heard().map((statement) => ({ as, statement })));
      return result;
    },
    async faults() {
      const found: string[] = [];
      for (const { as, statement } of all) {
        const key = JSON.stringify([statement.text, statement.values]);
        if (known.has(key)) continue;
        known.add(key);
        const faults = await plans.faults(statement, { big, most: MOST });
        if (faults.length > 0) found.push(`${as} ${faults.join(', ')}:\n${statement.text.trim()}`);
      }
      all = [];
      return found;
    },
  };
});

test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

function thereIs(): Full {
  if (full === undefined) throw new Error('The tables are not filled');
  return full;
}

/** A route that asks the database for something more. */
function withAnother(route: Route, world: () => ApiWorld): Route {
  return {
    ...route,
    answer: async (call) => {
      const { database, tenantId } = world();
      if (alsoSend !== undefined) await database.forTenant(tenantId).rows(alsoSend, { tenantId });
      return route.answer(call);
    },
  };
}

test.serial('Every GET route finds what it shows by an index, with each filter and deep in its list', async (t) => {
  const { world, objects, during, faults } = thereIs();
  const house = await world.addKey({ tenant: 'house', platform: true, roles: ['operator', 'auditor'] });
  const readers = world.routes.filter(({ method, scope }) => method === 'GET' && scope !== null);
  for (const route of readers) {
    const key = route.ownership === 'platform' ? house : world.key;
    const path = await during(`what ${route.path} needs`, () => pathOf(route, key));
    for (const filter of filtersOf(route, objects)) {
      if (fieldsOf(route.query).includes('limit')) await readList(key, `${path}?${filter}&limit=`);
      else await read(key, `${path}?${filter}`);
    }
  }
  t.true(readers.length > 20);
  t.deepEqual(await faults(), []);
});

test.serial('Orders are accepted, repeated and looked for by an index', async (t) => {
  const { world, during, faults } = thereIs();
  const { call } = world;
  const device = { msisdn: '+358409999999', imsi: '244059999999999' };
  await during('POST /v1/devices', () => call('POST', '/v1/devices', { body: device }));
  const order = async (key: string, of: Json) =>
    call('POST', '/v1/orders', {
      headers: { 'idempotency-key': key },
      body: {
        device: of,
        definition: { name: 'internet-access' },
        parameters: { name: 'Internet', apn: 'internet.example' },
      },
    });
  for (const of of [{ msisdn: device.msisdn }, { imsi: device.imsi }]) {
    const key = randomUUID();
    t.is((await during('POST /v1/orders', () => order(key, of))).status, 202);
    t.is((await during('POST /v1/orders again', () => order(key, of))).status, 202);
  }
  t.deepEqual(await faults(), []);
});

test.serial('What the worker polls finds what is due by an index', async (t) => {
  const { world, during, faults } = thereIs();
  const { sweep, erasure, receipts, orders } = world.stores;
  const polls: readonly (readonly [string, (most: number) => Promise<unknown>])[] = Object.entries(sweep);
  for (const [name, poll] of polls) await during(name, () => poll(100));
  await during('eraseOrders', () => erasure.eraseOrders(30, 100));
  await during('matchParked', () => receipts.matchParked());
  const receipt = { bearer: 'smpp', messageId: 'message-8', state: 'delivered', error: '', reference: 7 } as const;
  await during('take', () => receipts.take(receipt));
  await during('take of what nobody sent', () => receipts.take({ ...receipt, messageId: 'unknown' }));
  await during('backlog', () => orders.backlog());
  t.true(polls.length > 3);
  t.deepEqual(await faults(), []);
});

for (const [what, sql, fault] of [
  [
    'a filter that no index is for',
    "select id from orders where tenant_id = :tenantId and reason = 'x' order by accepted_at desc limit 2",
    /looks at \d+ rows of orders/,
  ],
  [
    'a list in an order that no index has',
    'select id from devices where tenant_id = :tenantId order by updated_at limit 2',
    /devices/,
  ],
  [
    'a filter that may be absent',
    'select number from audit_entries where tenant_id = :tenantId::uuid and (:tenantId::text is null or object_id = :tenantId::text) limit 2',
    /audit_entries/,
  ],
] as const) {
  test.serial(`A route that sends ${what} is found`, async (t) => {
    const { world, faults } = thereIs();
    t.deepEqual(await faults(), []);
    alsoSend = sql;
    await read(world.key, '/v1/domains');
    alsoSend = undefined;
    const found = await faults();
    t.is(found.length, 1, found.join('\n'));
    t.regex(found[0] ?? '', /^GET \/v1\/domains /);
    t.regex(found[0] ?? '', fault);
  });
}

test.serial('A list below an object is not walked before it is said which object has a long one', async (t) => {
  const { world } = thereIs();
  const [route] = world.routes.filter(({ path }) => path === '/v1/orders/:id/events');
  if (route === undefined) throw new Error('There are no events of orders');
  await t.throwsAsync(() => pathOf({ ...route, path: '/v1/orders/:id/news' }, world.key), {
    message: /\/v1\/orders\/:id\/news/,
  });
});

/** The first page, and one deep in the list. */
async function readList(key: string, path: string): Promise<void> {
  await read(key, `${path}2`);
  let next: string | null = null;
  for (let page = 0; page < DEEP_PAGES; page++) {
    const after: string = next === null ? '' : `&after=${next}`;
    const { body }: { readonly body: Json } = await thereIs().world.call('GET', `${path}200${after}`, { key });
    if (body.next === null) break;
    next = body.next;
  }
  if (next !== null) await read(key, `${path}2&after=${next}`);
}

async function read(key: string, path: string): Promise<void> {
  const { world, during } = thereIs();
  const { status, text } = await during(`GET ${path}`, () => world.call('GET', path, { key }));
  if (status !== 200) throw new Error(`Cannot read ${path}: ${status} ${text}`);
}

async function pathOf(route: Route, key: string): Promise<string> {
  const { world, objects } = thereIs();
  const long = LONG[route.path];
  if (long !== undefined) return fillPath(route, [long(objects)]);
  if (route.path.includes(':') && fieldsOf(route.query).includes('limit')) {
    throw new Error(`Cannot look at ${route.path}: say in test/store/query-plans.test.ts which object has a long list`);
  }
  return (await makeFixtures(world, route, key)).path;
}

/** Queries with no filter and with one, for each value that is worth a look; what must be there is, as its schema says. */
function filtersOf({ query }: Route, objects: FullObjects): string[] {
  const filters = fieldsOf(query).filter((name) => name !== 'limit' && name !== 'after');
  const isFree = (query['required'] ?? []).length === 0 && query['minProperties'] === undefined;
  const one = filters.flatMap((name) => {
    const schema: Json = query['properties'][name];
    const values: readonly unknown[] = VALUES[name]?.(objects) ?? schema.enum ?? [exampleOf(schema)];
    return values.map((value) => `${name}=${encodeURIComponent(String(value))}`);
  });
  return isFree ? ['', ...one] : one;
}
