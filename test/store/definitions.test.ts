import test, { type ExecutionContext } from 'ava';
import { createDatabase } from '../../store/database.ts';
import { createDefinitionStore } from '../../store/definitions.ts';
import { createPrincipal, createWorld, TEST_WAIT_MS, type World } from '../helpers/database.ts';
import { DEFINITIONS, definitionNamed } from '../helpers/definitions.ts';

const OWN = { ...definitionNamed('internet-access'), name: 'own' };
const NEED = { path: '/document/0', kind: 'proxy', why: 'A proxy' } as const;

function callerOf(world: World) {
  return { ...world.principal, correlator: 'test' };
}

function versionOf({ principal: { tenantId } }: World, version = OWN.version) {
  return { tenantId, name: OWN.name, version };
}

const ANY = { needs: [], revision: undefined } as const;

/** Registers and activates, as a provider. */
async function addActive(world: World, fields: Partial<typeof OWN> = {}) {
  const { registered } = await world.stores.definitions.register(callerOf(world), { ...OWN, ...fields });
  return world.stores.definitions.activate(callerOf(world), { ...registered }, ANY);
}

async function refusedBy(t: ExecutionContext, constraint: string, work: Promise<unknown>): Promise<void> {
  await t.throwsAsync(work, { code: '23514' } as never);
  await work.catch((error: { constraint: string }) => t.is(error.constraint, constraint));
}

test('the content of a version never changes, whoever tries', async (t) => {
  const world = await createWorld(t);
  const { id } = await addActive(world);
  for (const change of [
    `body = '{}'`,
    `body = (body::jsonb)::json`,
    `version = '9.9.9'`,
    `name = 'other'`,
    `id = gen_random_uuid()`,
    `created_at = now() + interval '1 day'`,
  ]) {
    await refusedBy(
      t,
      'definitions_version_is_fixed',
      world.database.rows(`update definitions set ${change} where id = :id`, { id }),
    );
  }
});

test('only a draft is deleted', async (t) => {
  const world = await createWorld(t);
  const { id } = await addActive(world);
  const remove = () => world.database.rows('delete from definitions where id = :id', { id });
  await refusedBy(t, 'definitions_only_drafts_go', remove());
  await world.stores.definitions.retire(callerOf(world), versionOf(world), undefined);
  await refusedBy(t, 'definitions_only_drafts_go', remove());
  await refusedBy(
    t,
    'definitions_draft_was_never_active',
    world.database.rows("update definitions set state = 'draft', retired_at = null where id = :id", { id }),
  );
});

test('content that needs approval is not active without it, and an approval is for that content', async (t) => {
  const world = await createWorld(t);
  const { registered } = await world.stores.definitions.register(callerOf(world), OWN);
  const waiting = await world.stores.definitions.activate(callerOf(world), registered, { ...ANY, needs: [NEED] });
  t.is(waiting.state, 'awaiting_approval');
  const { id } = registered;
  await refusedBy(
    t,
    'definitions_risk_approved',
    world.database.rows("update definitions set state = 'active', activated_at = now() where id = :id", { id }),
  );
  await refusedBy(
    t,
    'definitions_approval_pins_body',
    world.database.rows(
      "update definitions set approved_at = now(), approved_hash = sha256('other content'::bytea) where id = :id",
      { id },
    ),
  );
});

test('a tenant can neither approve nor share, not even by SQL of its own', async (t) => {
  const world = await createWorld(t);
  const { id, tenantId } = await addActive(world);
  for (const change of ['shared = true', 'approved_at = now()', "body = '{}'", "provider = 'platform'"]) {
    await t.throwsAsync(
      world.database.forTenant(tenantId).rows(`update definitions set ${change} where id = :id`, { id }),
      { message: /permission denied/ },
    );
  }
});

test('an order uses an active definition of its own tenant or a shared one, whatever the code believes', async (t) => {
  const world = await createWorld(t);
  const other = await createPrincipal(world.stores, 'other');
  const theirs = await world.stores.definitions.register({ ...other, correlator: '' }, OWN);
  await world.database.rows("update definitions set state = 'active', activated_at = now() where id = :id", {
    id: theirs.registered.id,
  });
  await t.throwsAsync(world.order({ definition: theirs.registered }), { code: 'definition_unusable' } as never);

  const { registered: draft } = await world.stores.definitions.register(callerOf(world), OWN);
  await t.throwsAsync(world.order({ definition: draft }), { code: 'definition_unusable' } as never);

  // An id of one tenant with the name of another finds nothing.
  const mixed = { ...theirs.registered, tenantId: world.principal.tenantId };
  await t.throwsAsync(world.order({ definition: mixed }), { code: 'definition_unusable' } as never);
  t.deepEqual(await world.database.rows('select from orders'), []);
});

test('what another process retired is not ordered, however fresh the memory of it', async (t) => {
  const world = await createWorld(t);
  await addActive(world);
  const elsewhere = createDatabase(world.url, 2, TEST_WAIT_MS);
  t.teardown(() => elsewhere.close());
  const { tenantId } = world.principal;
  const remembered = await world.stores.definitions.find(tenantId, 'own', undefined);

  await createDefinitionStore(elsewhere).retire(callerOf(world), versionOf(world), undefined);

  t.deepEqual(await world.stores.definitions.find(tenantId, 'own', undefined), remembered);
  await t.throwsAsync(world.order({ definition: remembered! }), { code: 'definition_unusable' } as never);
});

test('a draft that another process activates is found active at once', async (t) => {
  const world = await createWorld(t);
  const elsewhere = createDatabase(world.url, 2, TEST_WAIT_MS);
  t.teardown(() => elsewhere.close());
  const { tenantId } = world.principal;
  await world.stores.definitions.register(callerOf(world), OWN);
  t.is(await world.stores.definitions.find(tenantId, 'own', undefined), undefined);
  t.is((await world.stores.definitions.find(tenantId, 'own', '1.0.0'))?.state, 'draft');

  await createDefinitionStore(elsewhere).activate(callerOf(world), versionOf(world), ANY);

  t.is((await world.stores.definitions.find(tenantId, 'own', undefined))?.state, 'active');
  t.is((await world.stores.definitions.find(tenantId, 'own', '1.0.0'))?.state, 'active');
});

test('of 20 who register one version with one content, one creates it; with other content, one wins', async (t) => {
  const world = await createWorld(t);
  const same = await Promise.all(
    Array.from({ length: 20 }, () => world.stores.definitions.register(callerOf(world), OWN)),
  );
  t.is(same.filter(({ created }) => created).length, 1);
  t.is(new Set(same.map(({ registered }) => registered.id)).size, 1);

  const different = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      world.stores.definitions.register(callerOf(world), { ...OWN, version: '2.0.0', title: `Title ${i}` }),
    ),
  );
  t.is(different.filter(({ status }) => status === 'fulfilled').length, 1);
  const [refused] = different.filter(({ status }) => status === 'rejected');
  t.is(refused?.status === 'rejected' && refused.reason.code, 'definition_already_exists');
});

test('of 10 who activate one version, one does it, and it is in the trail once', async (t) => {
  const world = await createWorld(t);
  const { registered } = await world.stores.definitions.register(callerOf(world), OWN);
  const done = await Promise.all(
    Array.from({ length: 10 }, () => world.stores.definitions.activate(callerOf(world), registered, ANY)),
  );
  t.deepEqual(new Set(done.map(({ state, revision }) => `${state} ${revision}`)), new Set(['active 2']));
  const trail = await world.database.rows(
    "select operation from audit_entries where object = 'definitions' and object_id = 'own/1.0.0' order by number",
  );
  t.deepEqual(trail, [{ operation: 'create' }, { operation: 'activate' }]);
});

test('installing again changes nothing, also when something was retired meanwhile', async (t) => {
  const world = await createWorld(t);
  const look = () => world.database.rows('select * from definitions order by id');
  await world.database.rows(
    "update definitions set state = 'retired', retired_at = now(), shared = false where name = 'mms'",
  );
  const before = await look();

  const changed = DEFINITIONS.map((definition) => ({ definition: { ...definition, title: 'New' }, needs: [] }));
  await world.stores.definitions.install(changed);
  t.deepEqual(await look(), before);
});

test('what comes with the service is ordinary: of the platform tenant, active, approved with its content, shared', async (t) => {
  const world = await createWorld(t);
  const rows = await world.database.rows(
    `select distinct t.name, t.platform, d.provider, d.state, d.shared, d.approved_hash is not null as approved
     from definitions d join tenants t on t.id = d.tenant_id`,
  );
  t.deepEqual(rows, [
    { name: 'platform', platform: true, provider: 'platform', state: 'active', shared: true, approved: true },
  ]);
});
