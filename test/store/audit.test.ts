import test, { type ExecutionContext } from 'ava';
import { verifyAudit } from '../../bin/audit-verify.ts';
import { writeAudit } from '../../store/audit.ts';
import { createDatabase } from '../../store/database.ts';
import { createWorld, TEST_WAIT_MS, type World } from '../helpers/database.ts';
import { asOwner } from '../helpers/owner.ts';

const act = (n: number) => ({ object: 'clients', operation: 'create', objectId: `client-${n}`, detail: { days: n } });

async function write(world: World, tenantId: string, count: number): Promise<void> {
  const actor = { tenantId, clientId: world.principal.clientId, correlator: 'case-17' };
  for (let n = 1; n <= count; n++) {
    await world.database.forTenant(tenantId).transaction((sql) => writeAudit(sql, actor, act(n)));
  }
}

/** Tenants of whom nothing is written yet. */
async function createTenants(t: ExecutionContext) {
  const world = await createWorld(t);
  const [trail, other] = await world.database.rows<{ id: string }>(
    "insert into tenants (name) values ('trail'), ('other') returning id",
  );
  return { ...world, tenantId: trail?.id ?? '', other: other?.id ?? '', clientId: world.principal.clientId };
}

/** Two tenants with nine entries each. */
async function createTrails(t: ExecutionContext) {
  const world = await createTenants(t);
  await write(world, world.tenantId, 9);
  await write(world, world.other, 9);
  return world;
}

const lineOf = (lines: readonly string[], tenant: string) => lines.find((line) => line.startsWith(`${tenant}: `)) ?? '';
const headOf = (lines: readonly string[], tenant: string) =>
  /head ([0-9a-f]{64})/.exec(lineOf(lines, tenant))?.[1] ?? '';

test.serial('50 audited acts at once make one unbroken chain', async (t) => {
  const world = await createTenants(t);
  const { tenantId, clientId } = world;
  const actor = { tenantId, clientId, correlator: '' };
  // One connection each, so that all are under way together; opened before, so that none waits for another to be opened.
  const database = createDatabase(world.url, 25, TEST_WAIT_MS);
  const opened = Array.from({ length: 50 }, (_, n) =>
    (n % 2 === 0 ? database.forTenant(tenantId) : database).rows('select pg_sleep(0.1)'),
  );
  for (const one of opened) await one.catch(() => {});
  t.teardown(() => database.close());
  await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      (n % 2 === 0 ? database.forTenant(tenantId) : database).transaction((sql) => writeAudit(sql, actor, act(n))),
    ),
  );

  const { lines, intact } = await verifyAudit(world.url, []);

  t.true(intact, lines.join('\n'));
  t.regex(lineOf(lines, 'trail'), /^trail: 50 entries, head [0-9a-f]{64}, intact$/);
  const rows = await world.database.rows<{ times: boolean }>(
    `select bool_and(later) as times from (
       select at >= lag(at) over (order by number) as later from audit_entries where tenant_id = :tenantId) entry`,
    { tenantId },
  );
  t.true(rows[0]?.times, 'the order of the numbers is that of the times');
});

test.serial('an act that is taken back leaves no entry and no gap', async (t) => {
  const world = await createTenants(t);
  const { tenantId } = world;
  await write(world, tenantId, 1);
  await t.throwsAsync(
    world.database.forTenant(tenantId).transaction(async (sql) => {
      await writeAudit(sql, { tenantId, clientId: null, correlator: '' }, act(2));
      throw new Error('given up');
    }),
    { message: 'given up' },
  );
  await write(world, tenantId, 1);

  const { lines, intact } = await verifyAudit(world.url, []);
  t.true(intact);
  t.regex(lineOf(lines, 'trail'), /^trail: 2 entries/);
});

test.serial(
  'an entry says who acted, on what, in which request, whatever it is asked to say of its place',
  async (t) => {
    const world = await createTenants(t);
    const { tenantId, clientId } = world;
    await world.database.forTenant(tenantId).rows(
      `insert into audit_entries (tenant_id, number, at, client_id, object, operation, object_id, correlator, previous_hash, hash)
     values (:tenantId, 99, '2000-01-01', :clientId, 'clients', 'revoke', 'x', 'case-17', 'x', 'x')`,
      { tenantId, clientId },
    );
    const { items } = await world.stores.audit.list(tenantId, {}, { limit: 10, after: undefined });
    t.like(items[0], {
      number: 1,
      clientId,
      object: 'clients',
      operation: 'revoke',
      objectId: 'x',
      correlator: 'case-17',
    });
    t.true(Date.parse(items[0]?.at ?? '') > Date.now() - 60_000);
  },
);

for (const [title, statements, said] of [
  [
    'an entry that says something else',
    ["update audit_entries set operation = 'read' where number = 4"],
    /^ {2}Entry 4 was changed$/,
  ],
  [
    'an entry of another time',
    ["update audit_entries set at = at - interval '1 day' where number = 4"],
    /^ {2}Entry 4 was changed$/,
  ],
  [
    'an entry of another client',
    ['update audit_entries set client_id = null where number = 4'],
    /^ {2}Entry 4 was changed$/,
  ],
  [
    'an entry with another detail',
    [`update audit_entries set detail = '{"days": 5}' where number = 4`],
    /^ {2}Entry 4 was changed$/,
  ],
  [
    'an entry with another hash',
    ["update audit_entries set hash = sha256('x') where number = 4"],
    /^ {2}Entry 4 was changed$/,
  ],
  ['an entry taken out', ['delete from audit_entries where number = 4'], /^ {2}Entry 4 is missing$/],
  ['the first entries taken out', ['delete from audit_entries where number < 3'], /^ {2}Entries 1 to 2 are missing$/],
  [
    'two entries that changed places',
    [
      'update audit_entries set number = 100 where number = 4',
      'update audit_entries set number = 4 where number = 5',
      'update audit_entries set number = 5 where number = 100',
    ],
    /^ {2}Entry 4 was not written after the one before it/,
  ],
  [
    'an entry changed, with its hash made anew',
    [
      "update audit_entries set object_id = 'x' where number = 4",
      `update audit_entries set hash = sha256(previous_hash || convert_to(concat_ws(E'\\x1f', number::text,
         (extract(epoch from at) * 1000)::bigint::text, coalesce(client_id::text, ''), object, operation, object_id,
         detail::text, correlator), 'UTF8')) where number = 4`,
    ],
    /^ {2}Entry 5 was not written after the one before it/,
  ],
  [
    'the last entries cut off',
    ['delete from audit_entries where number > 7'],
    /^ {2}Entries 8 to 9 are missing at the end$/,
  ],
  ['all entries taken out', ['delete from audit_entries'], /^ {2}Entries 1 to 9 are missing at the end$/],
  ['an end put back', ['update audit_heads set number = 7'], /^ {2}The end of the chain is kept as entry 7/],
  ['an end taken out', ['delete from audit_heads'], /^ {2}The end of the chain is kept as entry 0/],
  [
    'an entry added past the trigger',
    [
      `insert into audit_entries select tenant_id, 10, at, client_id, object, operation, object_id, detail, correlator, hash, hash
       from audit_entries where number = 9`,
    ],
    /^ {2}Entry 10 was changed$/,
  ],
] as const) {
  test.serial(`the check turns red for ${title}`, async (t) => {
    const { url, tenantId } = await createTrails(t);
    t.true((await verifyAudit(url, [])).intact);
    // In one tenant only: the other stays as it is.
    const own = statements.map((text) =>
      text.startsWith('insert') || text.includes(' where ')
        ? `${text} and tenant_id = '${tenantId}'`
        : `${text} where tenant_id = '${tenantId}'`,
    );
    await asOwner(url, own);

    const { lines, intact } = await verifyAudit(url, []);

    t.false(intact);
    t.regex(lineOf(lines, 'trail'), /NOT INTACT/);
    t.true(
      lines.some((line) => said.test(line)),
      lines.join('\n'),
    );
    t.regex(lineOf(lines, 'other'), /^other: 9 entries, head [0-9a-f]{64}, intact$/);
  });
}

test.serial('an entry moved into the trail of another tenant turns both red', async (t) => {
  const { url, tenantId, other } = await createTrails(t);
  await asOwner(url, [
    `delete from audit_entries where tenant_id = '${other}' and number = 5`,
    `update audit_entries set tenant_id = '${other}' where tenant_id = '${tenantId}' and number = 5`,
  ]);
  const { lines } = await verifyAudit(url, []);
  t.regex(lineOf(lines, 'trail'), /NOT INTACT/);
  t.regex(lineOf(lines, 'other'), /NOT INTACT/);
});

test.serial(
  'a chain cut off together with its end shows against a head kept elsewhere, and only against that',
  async (t) => {
    const { url, tenantId } = await createTrails(t);
    const kept = headOf((await verifyAudit(url, [])).lines, 'trail');
    await asOwner(url, [
      `delete from audit_entries where tenant_id = '${tenantId}' and number > 7`,
      `update audit_heads set number = 7, hash = (select hash from audit_entries where tenant_id = '${tenantId}' and number = 7)
       where tenant_id = '${tenantId}'`,
    ]);

    t.true((await verifyAudit(url, [])).intact, 'nothing inside the database tells');
    const { lines, intact } = await verifyAudit(url, [['trail', kept]]);
    t.false(intact);
    t.true(lines.some((line) => line.includes(`${kept} is nowhere in the chain`)));
    t.false((await verifyAudit(url, [[tenantId, kept]])).intact);
  },
);

test.serial('a head kept earlier is found in a chain that went on, in capitals too, and in no other', async (t) => {
  const world = await createTrails(t);
  const { lines } = await verifyAudit(world.url, []);
  const kept = headOf(lines, 'trail');
  await write(world, world.tenantId, 3);

  t.true((await verifyAudit(world.url, [['trail', kept.toUpperCase()]])).intact);
  t.false((await verifyAudit(world.url, [['other', kept]])).intact);
  t.false((await verifyAudit(world.url, [['nobody', kept]])).intact);
});

test.serial('a tenant without an entry is intact, and its head is its own', async (t) => {
  const world = await createTenants(t);
  const { lines, intact } = await verifyAudit(world.url, []);
  t.true(intact);
  t.regex(lineOf(lines, 'trail'), /^trail: 0 entries, head [0-9a-f]{64}, intact$/);
  t.not(headOf(lines, 'trail'), headOf(lines, 'other'));
  t.true((await verifyAudit(world.url, [['trail', headOf(lines, 'trail')]])).intact);
});

test.serial('a chain longer than is read at once is checked whole', async (t) => {
  const world = await createTenants(t);
  const { tenantId } = world;
  for (let written = 0; written < 4_500; written += 500) {
    await world.database.rows(
      `insert into audit_entries (tenant_id, object, operation, object_id)
       select :tenantId, 'clients', 'create', n::text from generate_series(1, 500) n`,
      { tenantId },
    );
  }
  t.regex(
    lineOf((await verifyAudit(world.url, [])).lines, 'trail'),
    /^trail: 4500 entries, head [0-9a-f]{64}, intact$/,
  );
  await asOwner(world.url, ["update audit_entries set object_id = 'x' where number = 4400"]);
  const { lines } = await verifyAudit(world.url, []);
  t.true(lines.includes('  Entry 4400 was changed'));
});

test.serial(
  'neither the service nor a tenant can write the end of a chain or change an entry, and a field cannot hold the separator',
  async (t) => {
    const world = await createTenants(t);
    const { tenantId } = world;
    await write(world, tenantId, 1);
    for (const sql of [world.database, world.database.forTenant(tenantId)]) {
      for (const statement of [
        'update audit_heads set number = 7',
        'delete from audit_heads',
        "insert into audit_heads select tenant_id, 7, 'x' from audit_heads",
        "update audit_entries set object = 'x'",
        'delete from audit_entries',
      ]) {
        await t.throwsAsync(sql.rows(statement), { message: /permission denied/ }, statement);
      }
    }
    await t.throwsAsync(
      world.database.transaction((sql) =>
        writeAudit(sql, { tenantId, clientId: null, correlator: 'a\u001Fb' }, act(1)),
      ),
      { message: /audit_entries_separable/ },
    );
  },
);

test.serial(
  'the trail is listed newest first, page by page, and filtered by object, operation, client and time',
  async (t) => {
    const world = await createTrails(t);
    const { tenantId, stores, principal } = world;
    await world.database.rows(
      `insert into audit_entries (tenant_id, object, operation, object_id) values (:tenantId, 'tenants', 'update', 'x')`,
      { tenantId },
    );
    const numbers = async (filter: object, limit = 50, after?: string) =>
      (await stores.audit.list(tenantId, filter, { limit, after })).items.map(({ number }) => number);
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page = await stores.audit.list(tenantId, {}, { limit: 4, after });
      seen.push(...page.items.map(({ number }) => number));
      after = page.next ?? undefined;
    } while (after !== undefined);
    t.deepEqual(seen, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    t.deepEqual(await numbers({ object: 'tenants' }), [10]);
    t.deepEqual(await numbers({ operation: 'update' }), [10]);
    t.deepEqual(await numbers({ clientId: principal.clientId }, 2), [9, 8]);
    const { items } = await stores.audit.list(tenantId, {}, { limit: 50, after: undefined });
    const at = items.find(({ number }) => number === 10)?.at ?? '';
    t.true((await numbers({ from: at })).includes(10));
    t.false((await numbers({ until: at })).includes(10));
    t.deepEqual(await numbers({ from: '2999-01-01T00:00:00Z' }), []);
  },
);
