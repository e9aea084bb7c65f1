import type { BearerKind, StatusMeaning } from '../domain/bearer.ts';
import type {
  BearerChange,
  BearerLink,
  NewBearer,
  SeenLink,
  SharedBearer,
  ShownBearer,
  StoredBearer,
} from '../domain/bearer-pool.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { preconditionFailed } from '../domain/precondition.ts';
import type { Page } from '../domain/requests.ts';
import { type Actor, type AuditedAct, writeAudit } from './audit.ts';
import type { Database, Sql } from './database.ts';
import { cutPage, decodeCursor } from './paging.ts';
import type { Vault } from './vault.ts';

interface BearerRow {
  name: string;
  kind: BearerKind;
  url_sealed: Buffer;
  priority: number;
  prefixes: string[];
  networks: string[];
  error_table: StatusMeaning[];
  rate: number | null;
  paused_at: Date | null;
  revision: number;
  created_at: Date;
}

const placeOf = (name: string): string => `bearers.url/${name}`;

interface ShownRow extends BearerRow {
  links: (Omit<SeenLink, 'since' | 'seenAt'> & { since: string; seenAt: string })[];
}

interface Change {
  readonly sql: string;
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly act: Omit<AuditedAct, 'object' | 'objectId'>;
}

/**
 * Ways to phones, as operators have set them up, and how workers stand with them.
 *
 * @param describeUrl - gives a URL without its password; throws when it cannot be used for the kind, and shows nothing of it
 */
export function createBearerStore(
  database: Database,
  vault: Vault,
  describeUrl: (kind: BearerKind, url: string) => string,
) {
  const shown = (row: ShownRow): ShownBearer => shownFromRow(bearerFromRow(row, vault), { row, describeUrl });

  /** For whoever opens it, or hears from its other side. */
  const find = async (name: string): Promise<StoredBearer | undefined> => {
    const [row] = await database.rows<BearerRow>('select * from bearers where name = :name', { name });
    return row && bearerFromRow(row, vault);
  };

  const named = async (sql: Sql, name: string): Promise<ShownBearer> => {
    const [row] = await sql.rows<ShownRow>(`${SHOWN} where b.name = :name`, { name });
    if (row === undefined) throw new ProvisioningError('bearer_not_found', 'No bearer has this name');
    return shown(row);
  };

  /** Changes one and writes it on the trail, or says why not. */
  const change = (actor: Actor, name: string, { sql: text, bindings, act }: Change): Promise<void> =>
    database.transaction(async (sql) => {
      const rows = await sql.rows<{ name: string }>(text, { ...bindings, name });
      if (rows.length === 0) {
        await named(sql, name);
        throw preconditionFailed();
      }
      await writeAudit(sql, actor, { object: 'bearers', objectId: name, ...act });
    });

  return {
    /** For the worker that opens them. */
    async all(process: string): Promise<SharedBearer[]> {
      const rows = await database.rows<BearerRow & { others: number }>(FOR_WORKER, { process });
      return rows.map((row) => ({
        ...bearerFromRow(row, vault),
        share: row.rate === null ? null : row.rate / (row.others + 1),
      }));
    },

    async list(page: { limit: number; after: string | undefined }): Promise<Page<ShownBearer>> {
      const [after = ''] = page.after === undefined ? [] : decodeCursor(page.after, ['name']);
      const rows = await database.rows<ShownRow>(`${SHOWN} where b.name > :after order by b.name limit :most`, {
        after,
        most: page.limit + 1,
      });
      return cutPage(rows, page.limit, { item: shown, key: ({ name }) => [name] });
    },

    /** @throws ProvisioningError `bearer_not_found` */
    named: (name: string): Promise<ShownBearer> => named(database, name),

    /** @throws ProvisioningError `bearer_already_exists`, `request_invalid` for a URL that cannot be used */
    async create(actor: Actor, wanted: NewBearer): Promise<ShownBearer> {
      const { name, kind, url, priority = 100, prefixes = [], networks = [], errorTable = [], rate = null } = wanted;
      const address = readUrl(kind, url, describeUrl);
      const settings = { priority, prefixes, networks, rate };
      await database.transaction(async (sql) => {
        const rows = await sql.rows<{ name: string }>(
          `insert into bearers (name, kind, url_sealed, priority, prefixes, networks, error_table, rate)
           values (:name, :kind, :url, :priority, :prefixes, :networks, :errorTable, :rate) on conflict do nothing returning name`,
          { name, kind, url: vault.seal(url, placeOf(name)), ...settings, errorTable: JSON.stringify(errorTable) },
        );
        if (rows.length === 0) throw alreadyExists();
        const detail = { kind, address, ...settings, errorTable };
        await writeAudit(sql, actor, { object: 'bearers', operation: 'create', objectId: name, detail });
      });
      return named(database, name);
    },

    /** @throws ProvisioningError `bearer_not_found`, `precondition_failed`, `request_invalid` for a URL that cannot be used */
    async update(
      actor: Actor,
      name: string,
      {
        change: wanted,
        revision = null,
      }: { readonly change: BearerChange; readonly revision?: number | null | undefined },
    ): Promise<ShownBearer> {
      const { url, ...rest } = wanted;
      const address =
        url === undefined ? {} : { address: readUrl((await named(database, name)).kind, url, describeUrl) };
      await change(actor, name, {
        sql: UPDATE,
        bindings: {
          url: url === undefined ? null : vault.seal(url, placeOf(name)),
          priority: wanted.priority ?? null,
          prefixes: wanted.prefixes ?? null,
          networks: wanted.networks ?? null,
          errorTable: wanted.errorTable === undefined ? null : JSON.stringify(wanted.errorTable),
          setsRate: wanted.rate !== undefined,
          rate: wanted.rate ?? null,
          revision,
        },
        act: { operation: 'update', detail: { ...rest, ...address } },
      });
      return named(database, name);
    },

    /** Safe to repeat. @throws ProvisioningError `bearer_not_found` */
    async setPaused(actor: Actor, name: string, paused: boolean): Promise<ShownBearer> {
      await change(actor, name, { sql: PAUSE, bindings: { paused }, act: { operation: paused ? 'pause' : 'resume' } });
      return named(database, name);
    },

    /** @throws ProvisioningError `bearer_not_found` */
    remove: (actor: Actor, name: string): Promise<void> =>
      change(actor, name, {
        sql: 'delete from bearers where name = :name returning name',
        bindings: {},
        act: { operation: 'delete' },
      }),

    find,

    /** Sees to it that a bearer of the environment is there and reached by this URL; what operators set of it stays. */
    async provide({ name, kind, url }: Pick<StoredBearer, 'name' | 'kind' | 'url'>): Promise<void> {
      const known = await find(name);
      if (known?.kind === kind && known.url === url) return;
      await database.rows(
        `insert into bearers as b (name, kind, url_sealed) values (:name, :kind, :url)
         on conflict (name) do update set kind = excluded.kind, url_sealed = excluded.url_sealed, revision = b.revision + 1`,
        { name, kind, url: vault.seal(url, placeOf(name)) },
      );
    },

    /** What proves that it is the gateway of a bearer who reports to us: made from the installation's key, so nowhere stored. */
    reportToken: (name: string): string => vault.index('bearers.report', name).toString('base64url'),

    /** Tells how a worker stands with its bearers; what it does not name any more is forgotten, and so are lost workers. */
    async report(process: string, links: readonly BearerLink[]): Promise<void> {
      await database.rows(REPORT, { process, links: JSON.stringify(links), minutes: LOST_MINUTES });
    },
  };
}

/** A worker that has not told of itself for a while has nothing of the rate. */
const FOR_WORKER = `
  select b.*, (select count(*)::int from bearer_links l
    where l.bearer = b.name and l.process <> :process and l.seen_at > now() - interval '15 seconds') as others
  from bearers b order by b.name`;

const SHOWN = `
  select b.*, (select coalesce(jsonb_agg(jsonb_build_object('worker', l.process, 'state', l.state, 'isReady', l.is_ready,
      'inFlight', l.in_flight, 'waiting', l.waiting, 'perSecond', l.per_second, 'since', l.since, 'seenAt', l.seen_at)
      order by l.process), '[]')
    from bearer_links l where l.bearer = b.name and l.seen_at > now() - interval '15 seconds') as links
  from bearers b`;

const UPDATE = `
  update bearers set url_sealed = coalesce(:url::bytea, url_sealed), priority = coalesce(:priority::int, priority),
    prefixes = coalesce(:prefixes::text[], prefixes), networks = coalesce(:networks::text[], networks),
    error_table = coalesce(:errorTable::jsonb, error_table),
    rate = case when :setsRate::boolean then :rate::int else rate end, revision = revision + 1
  where name = :name and (:revision::int is null or revision = :revision::int) returning name`;

const PAUSE = `
  update bearers set paused_at = case when :paused::boolean then coalesce(paused_at, now()) end, revision = revision + 1
  where name = :name returning name`;

/** After so long without a word a worker is taken for dead. */
const LOST_MINUTES = 1;

const REPORT = `
  with told as (
    select * from jsonb_to_recordset(:links) as l(bearer text, state text, "isReady" boolean, "inFlight" int, waiting int,
      "perSecond" int)
  ), gone as (
    delete from bearer_links l
    where (l.process = :process and l.bearer not in (select bearer from told))
      or l.seen_at < now() - make_interval(mins => :minutes)
  )
  insert into bearer_links as l (bearer, process, state, is_ready, in_flight, waiting, per_second)
  select t.bearer, :process, t.state, t."isReady", t."inFlight", t.waiting, t."perSecond"
  from told t join bearers b on b.name = t.bearer
  on conflict (bearer, process) do update set state = excluded.state, in_flight = excluded.in_flight,
    waiting = excluded.waiting, per_second = excluded.per_second, seen_at = now(),
    since = case when l.is_ready = excluded.is_ready then l.since else now() end, is_ready = excluded.is_ready`;

function bearerFromRow(row: BearerRow, vault: Vault): StoredBearer {
  return {
    name: row.name,
    kind: row.kind,
    url: vault.open(row.url_sealed, placeOf(row.name)).toString(),
    priority: row.priority,
    prefixes: row.prefixes,
    networks: row.networks,
    errorTable: row.error_table,
    rate: row.rate,
    pausedAt: row.paused_at,
    revision: row.revision,
    createdAt: row.created_at,
  };
}

function shownFromRow(
  { url, ...bearer }: StoredBearer,
  { row, describeUrl }: { readonly row: ShownRow; readonly describeUrl: (kind: BearerKind, url: string) => string },
): ShownBearer {
  const links = row.links.map((link) => ({ ...link, since: new Date(link.since), seenAt: new Date(link.seenAt) }));
  return { ...bearer, address: describeUrl(bearer.kind, url), links };
}

function readUrl(kind: BearerKind, url: string, describeUrl: (kind: BearerKind, url: string) => string): string {
  try {
    return describeUrl(kind, url);
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    const expected = /expected (.*?)(?:, got .*)?$/.exec(said)?.[1] ?? `a URL for a bearer of kind ${kind}`;
    throw new ProvisioningError('request_invalid', 'Cannot use this URL for a bearer', {
      cause: error,
      faults: [{ field: '/url', expected, got: 'another' }],
    });
  }
}

function alreadyExists(): ProvisioningError {
  return new ProvisioningError('bearer_already_exists', 'A bearer with this name exists already', {
    faults: [{ field: '/name', expected: 'one that no bearer has', got: 'one that a bearer has' }],
  });
}
