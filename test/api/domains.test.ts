import { randomUUID } from 'node:crypto';
import test from 'ava';
import { createTxtResolver } from '../../api/txt-resolver.ts';
import { type Json, shareApiWorld } from '../helpers/api-world.ts';
import { type DnsServer, startDnsServer } from '../helpers/dns-server.ts';

const teardowns: (() => unknown)[] = [];
let dns: DnsServer;
test.before(async () => {
  dns = await startDnsServer({ teardown: (work) => void teardowns.push(work) });
});
test.after.always(() => Promise.all(teardowns.map((work) => work())));

const enterWithAll = shareApiWorld(test, {
  resolveTxt: (name) => createTxtResolver({ servers: [dns.address], timeoutMs: 300 })(name),
});

/** As a tenant that may name no host yet. */
async function enter() {
  const world = await enterWithAll();
  const addKey: typeof world.addKey = (form = {}) => world.addKey({ domains: [], ...form });
  await world.database.rows('delete from tenant_domains where tenant_id = :tenantId', { tenantId: world.tenantId });
  return { ...world, addKey };
}

const newDomain = () => `${randomUUID()}.example`;

test.serial(
  'A domain is proved by the TXT record that it shows, and its hosts may be named from then on',
  async (t) => {
    const { call, stores, tenantId, database } = await enter();
    const domain = newDomain();
    const claimed = await call('POST', '/v1/domains', { body: { domain } });
    t.is(claimed.status, 201);
    const { record } = claimed.body;
    t.is(record.name, `_dm-wsi.${domain}`);
    t.regex(record.value, /^dm-wsi-verification=[0-9a-f]{40}$/);
    t.deepEqual((await stores.tenants.read(tenantId)).domains, []);

    const early = await call('POST', `/v1/domains/${domain}/verify`);
    t.is(early.status, 409);
    t.is(early.body.code, 'domain_unproved');
    t.is(early.body.errors[0].got, 'no TXT record');
    t.false(early.text.includes(record.value));
    dns.zone.set(record.name, [
      ['v=spf1 -all'],
      ['dm-wsi-verification=', record.value.slice('dm-wsi-verification='.length)],
    ]);
    const proved = await call('POST', `/v1/domains/${domain}/verify`);
    t.is(proved.status, 200);
    t.is(proved.body.proof, 'dns');
    t.deepEqual((await stores.tenants.find(tenantId)).domains, [domain]);
    dns.zone.delete(record.name);
    t.is((await call('POST', `/v1/domains/${domain}/verify`)).body.proof, 'dns');

    const { body } = await call('GET', '/v1/domains');
    t.deepEqual(body.items, [proved.body]);
    t.is((await call('DELETE', `/v1/domains/${domain}`)).status, 204);
    t.is((await call('DELETE', `/v1/domains/${domain}`)).status, 404);
    t.deepEqual((await stores.tenants.find(tenantId)).domains, []);
    const acts = await database.rows<Json>(
      `select operation from audit_entries where tenant_id = :tenantId and object = 'domains' order by number`,
      { tenantId },
    );
    t.deepEqual(
      acts.map(({ operation }) => operation),
      ['create', 'prove', 'delete'],
    );
  },
);

test.serial('The record of another tenant proves nothing, and each has its own', async (t) => {
  const { call, addKey } = await enter();
  const domain = newDomain();
  const { body: ours } = await call('POST', '/v1/domains', { body: { domain } });
  const key = await addKey({ tenant: `other-${randomUUID()}` });
  const { body: theirs } = await call('POST', '/v1/domains', { key, body: { domain } });
  t.not(ours.record.value, theirs.record.value);
  dns.zone.set(ours.record.name, [[ours.record.value]]);
  const refused = await call('POST', `/v1/domains/${domain}/verify`, { key });
  t.is(refused.body.code, 'domain_unproved');
  t.is(refused.body.errors[0].got, '1 other TXT record');
  t.is((await call('POST', `/v1/domains/${domain}/verify`)).status, 200);
});

test.serial('A domain that is said again shows the record it had', async (t) => {
  const { call } = await enter();
  const domain = newDomain();
  const first = await call('POST', '/v1/domains', { body: { domain } });
  const second = await call('POST', '/v1/domains', { body: { domain } });
  t.is(second.status, 200);
  t.deepEqual(second.body, first.body);
});

for (const answer of ['servfail', 'silent'] as const) {
  test.serial(`A DNS that is ${answer} is answered 503, and proves nothing`, async (t) => {
    const { call } = await enter();
    const domain = newDomain();
    const { body } = await call('POST', '/v1/domains', { body: { domain } });
    dns.zone.set(body.record.name, answer);
    const started = performance.now();
    const { status, body: problem } = await call('POST', `/v1/domains/${domain}/verify`);
    t.is(status, 503);
    t.is(problem.code, 'service_unavailable');
    t.true(performance.now() - started < 15_000);
  });
}

for (const domain of ['co.uk', 'com', 'localhost', 'github.io', '192.0.2.1']) {
  test.serial(`A tenant cannot prove ${domain}`, async (t) => {
    const { call } = await enter();
    const { status, body } = await call('POST', '/v1/domains', { body: { domain } });
    t.is(status, 422);
    t.is(body.code, 'domain_unprovable');
    t.is(body.errors[0].field, '/domain');
  });
}

for (const domain of ['*', 'Example.com', 'example.com.', 'a b.example', 'exa_mple.com', '']) {
  test.serial(`"${domain}" is no domain to be said`, async (t) => {
    const { call } = await enter();
    t.is((await call('POST', '/v1/domains', { body: { domain } })).status, 400);
  });
}

test.serial('An operator gives and takes any domain, and every host', async (t) => {
  const { call, addKey, tenant, tenantId, stores } = await enter();
  const key = await addKey({ tenant: 'platform', platform: true, roles: ['operator'] });
  for (const domain of ['*', 'example.net', 'co.uk']) {
    const given = await call('PUT', `/v1/tenants/${tenant}/domains/${domain}`, { key });
    t.is(given.status, 200);
    t.like(given.body, { domain, proof: 'operator' });
  }
  t.deepEqual((await stores.tenants.find(tenantId)).domains, ['*', 'co.uk', 'example.net']);
  const { body } = await call('GET', '/v1/tenant');
  t.deepEqual(body.domains, ['*', 'co.uk', 'example.net']);
  t.is((await call('DELETE', `/v1/tenants/${tenant}/domains/co.uk`, { key })).status, 204);
  t.is((await call('DELETE', `/v1/tenants/${tenant}/domains/co.uk`, { key })).status, 404);
  t.is((await call('DELETE', '/v1/domains/*')).status, 204);
  t.deepEqual((await stores.tenants.find(tenantId)).domains, ['example.net']);
});

test.serial('What is not there is not verified, nor what another has', async (t) => {
  const { call, addKey } = await enter();
  const domain = newDomain();
  await call('POST', '/v1/domains', { body: { domain } });
  const key = await addKey({ tenant: `other-${randomUUID()}` });
  for (const [method, path] of [
    ['POST', `/v1/domains/${domain}/verify`],
    ['DELETE', `/v1/domains/${domain}`],
  ] as const) {
    const { status, body } = await call(method, path, { key });
    t.is(status, 404);
    t.is(body.code, 'domain_not_found');
  }
  const { body } = await call('GET', '/v1/domains', { key });
  t.deepEqual(body.items, []);
});

test.serial('A tenant has two hundred domains at most', async (t) => {
  const { call, database, tenantId } = await enter();
  await database.rows(
    `insert into tenant_domains (tenant_id, domain, token) select :tenantId::uuid, i || '.example', ''
     from generate_series(1, 200) i`,
    { tenantId },
  );
  const { status, body } = await call('POST', '/v1/domains', { body: { domain: newDomain() } });
  t.is(status, 409);
  t.is(body.code, 'limit_reached');
});
