import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { parseApiKey } from '../../api/api-key.ts';
import { ensureClient } from '../../bin/clients.ts';
import { openStores } from '../../bin/stores.ts';
import { SCOPES } from '../../domain/access.ts';
import { ALL_ENTITLEMENTS, NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { createTestDatabase, createWorld, TEST_WAIT_MS } from '../helpers/database.ts';
import { asOwner } from '../helpers/owner.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const execute = promisify(execFile);

/** The command lines of an installation of the test's own. */
async function create(t: Parameters<typeof createTestDatabase>[0]) {
  const databaseUrl = await createTestDatabase(t);
  const secretKey = randomBytes(32);
  const env = { ...process.env, DATABASE_URL: databaseUrl, SECRET_KEY: secretKey.toString('base64') };
  const stores = openStores({ databaseUrl, databaseConnections: 4, secretKey }, TEST_WAIT_MS);
  t.teardown(() => stores.close());
  const run = async (script: string, ...words: string[]) => {
    const { stdout } = await execute(process.execPath, ['--import', 'tsx', `bin/${script}.ts`, ...words], {
      cwd: ROOT,
      env,
    });
    return stdout.trim().split('\n');
  };
  const enter = async (key: string) => {
    const { keyId, secret } = parseApiKey(key)!;
    return stores.clients.authenticate(keyId, secret);
  };
  return { env, stores, run, enter };
}

test.serial('A client is made, listed and its key revoked from the command line', async (t) => {
  const { run, enter } = await create(t);
  const [key = ''] = await run(
    'clients',
    'create',
    '--tenant',
    'acme',
    '--name',
    'till',
    '--roles',
    'provisioning',
    '--days',
    '2',
  );
  t.like(await enter(key), { type: 'ok', principal: { roles: ['provisioning'], scopes: SCOPES, platform: false } });
  const { keyId, secret } = parseApiKey(key)!;
  const listed = await run('clients', 'list', '--tenant', 'acme');
  t.is(listed.length, 1);
  t.regex(listed[0] ?? '', new RegExp(`^${keyId} .* used never  provisioning  till$`));
  t.false(listed.join().includes(secret));
  await run('clients', 'revoke', '--key', keyId);
  t.is((await enter(key)).type, 'revoked');
});

test.serial('An operator is made in the tenant that runs the installation and in no other', async (t) => {
  const { run, enter } = await create(t);
  const [key = ''] = await run('clients', 'create', '--tenant', 'platform', '--name', 'me', '--roles', 'operator');
  t.like(await enter(key), { type: 'ok', principal: { roles: ['operator'], platform: true } });
  await run('clients', 'create', '--tenant', 'acme', '--name', 'x');
  await t.throwsAsync(run('clients', 'create', '--tenant', 'acme', '--name', 'x', '--roles', 'operator'), {
    message: /acme is there and does not run the installation/,
  });
});

test.serial('A tenant is made, given a domain, shut out and let in again from the command line', async (t) => {
  const { run, enter, stores } = await create(t);
  await run('tenants', 'create', '--tenant', 'acme', '--title', 'Acme Oy');
  await run('tenants', 'entrust', '--tenant', 'acme', '--domain', 'acme.example');
  const tenant = await stores.tenants.named('acme');
  t.like(tenant, { title: 'Acme Oy', domains: ['acme.example'], entitlements: NO_ENTITLEMENTS });
  const [key = ''] = await run('clients', 'create', '--tenant', 'acme', '--name', 'till');
  await run('tenants', 'suspend', '--tenant', 'acme');
  t.is((await enter(key)).type, 'revoked');
  t.deepEqual(await run('tenants', 'list'), ['acme  Acme Oy  shut out', 'platform  platform  runs the installation']);
  await t.throwsAsync(run('tenants', 'suspend', '--tenant', 'platform'), { message: /Cannot shut out/ });
  await run('tenants', 'resume', '--tenant', 'acme');
  t.is((await enter(key)).type, 'ok');
  await t.throwsAsync(run('tenants', 'explode', '--tenant', 'acme'), { message: /Usage: npm run -s tenants/ });
});

test.serial('A client of an older version is given what a new one has, unless somebody has changed it', async (t) => {
  const { env, stores, enter } = await create(t);
  const order = { tenant: 'demo', name: 'first', roles: ['provisioning'], days: 366 } as const;
  const old = await ensureClient(env, { ...order, scopes: ['orders:read'], entitlements: NO_ENTITLEMENTS }, '');
  const wanted = { ...order, roles: ['provisioning', 'support'], scopes: SCOPES, domains: ['*'] } as const;
  t.is(await ensureClient(env, { ...wanted, settings: { msisdnCheck: 'e164' } }, old), old);
  t.like(await enter(old), { type: 'ok', principal: { roles: wanted.roles, scopes: SCOPES } });
  t.like(await stores.tenants.named('demo'), { domains: ['*'], settings: { msisdnCheck: 'e164' } });

  const answer = await enter(old);
  if (answer.type !== 'ok') throw new Error('The key is not live');
  const caller = { ...answer.principal, correlator: '' };
  const { clientId, tenantId } = answer.principal;
  await stores.credentials.update(caller, clientId, { change: { scopes: ['orders:read'] }, revision: 1 });
  await stores.tenants.update(caller, tenantId, {
    change: { settings: { msisdnCheck: 'libphonenumber' } },
    revision: 1,
  });
  t.is(
    await ensureClient(env, { ...wanted, settings: { msisdnCheck: 'e164' }, entitlements: ALL_ENTITLEMENTS }, old),
    old,
  );
  t.like(await enter(old), { principal: { scopes: ['orders:read'] } });
  t.like(await stores.tenants.named('demo'), { settings: { msisdnCheck: 'libphonenumber' } });

  await stores.clients.revoke(parseApiKey(old)!.keyId);
  const next = await ensureClient(env, wanted, old);
  t.not(next, old);
  t.is((await enter(next)).type, 'ok');
  t.not(await ensureClient(env, wanted, 'nonsense'), 'nonsense');
});

/** What a command prints, and how it ends. */
async function ends(script: string, databaseUrl: string, ...words: string[]) {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const done = execute(process.execPath, ['--import', 'tsx', `bin/${script}.ts`, ...words], { cwd: ROOT, env });
  return done.then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
  );
}

test.serial(
  'The check of the ledger ends with status 1 when an invariant is violated, and names it and the order',
  async (t) => {
    const world = await createWorld(t);
    const id = await world.order();
    const before = await ends('verify', world.url);
    t.is(before.code, 0, before.stdout);
    t.regex(before.stdout, /^I3 charged-as-earned: holds$/m);
    await asOwner(world.url, [`delete from charge_records where order_id = '${id}'`]);

    const { code, stdout } = await ends('verify', world.url, '--days', '1', '--most', '1');

    t.is(code, 1);
    t.regex(stdout, /^I3 charged-as-earned: VIOLATED, 1 times$/m);
    t.true(stdout.includes(`order ${id}/1 (tenant ${world.principal.tenantId}) order.accepted was not charged`));
    t.regex(stdout, /^I1 accepted-in-whole: holds$/m);
  },
);

test.serial('The check of the audit trail ends with status 1 when it is not intact', async (t) => {
  const world = await createWorld(t);
  t.is((await ends('audit-verify', world.url)).code, 0);
  await asOwner(world.url, [
    `insert into audit_heads (tenant_id, number, hash) values ('${world.principal.tenantId}', 7, '')
     on conflict (tenant_id) do update set number = 7`,
  ]);
  const { code, stdout } = await ends('audit-verify', world.url);
  t.is(code, 1);
  t.regex(stdout, /NOT INTACT/);
});
