import type { ServiceDefinition } from '../domain/definition.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { DefinitionFilter, DefinitionHead, Page, RegisteredDefinition } from '../domain/requests.ts';
import { createShortMemory } from '../domain/short-memory.ts';
import type { Actor } from './audit.ts';
import { conditionsOf } from './conditions.ts';
import type { Database } from './database.ts';
import { createDefinitionApprovals } from './definition-approvals.ts';
import { createDefinitionLives, registerDefinition } from './definition-lives.ts';
import {
  DEFINITION_COLUMNS,
  type DefinitionRow,
  definitionFromRow,
  HEAD_COLUMNS,
  type HeadRow,
  headFromRow,
} from './definition-rows.ts';
import { type Installed, installDefinitions } from './install-definitions.ts';
import { cutPage, decodeCursor } from './paging.ts';

/**
 * How long an active version is answered from memory, in milliseconds: so long, at most, an order without a version gets
 * the one before the newest. One that is retired meanwhile is not ordered all the same: the table of orders looks itself.
 */
const REMEMBER_MS = 2_000;
const REMEMBER_MOST = 1_000;

/** Service definitions, as tenants register and read them. The content of a version never changes once it is stored. */
export function createDefinitionStore(database: Database) {
  const memory = createShortMemory<RegisteredDefinition | undefined>({ ms: REMEMBER_MS, most: REMEMBER_MOST });

  const look = async (tenantId: string, name: string, version: string | undefined) => {
    const sql = database.forTenant(tenantId);
    const [row] =
      version === undefined
        ? await sql.rows<DefinitionRow>(FIND_NEWEST, { tenantId, name })
        : await sql.rows<DefinitionRow>(FIND_VERSION, { tenantId, name, version });
    return row === undefined ? undefined : definitionFromRow(row);
  };

  /** Whoever changes a version in this process sees the change at once; elsewhere it is seen within two seconds. */
  const forget = (tenantId: string, name: string, version: string): void => {
    memory.forget(`${tenantId}/${name}/`);
    memory.forget(`${tenantId}/${name}/${version}`);
  };

  return {
    /**
     * Stores a new version as a draft.
     *
     * Safe to repeat: the same version with the same content is found, and nothing is done.
     * @throws ProvisioningError `definition_already_exists` when it is there with other content
     */
    async register(
      actor: Actor,
      definition: ServiceDefinition,
    ): Promise<{ readonly registered: RegisteredDefinition; readonly created: boolean }> {
      const result = await database
        .forTenant(actor.tenantId)
        .transaction((sql) => registerDefinition(sql, actor, definition));
      if (!result.same) throw alreadyExists();
      return result;
    },

    /**
     * The version of that name, in whatever state, or the newest active one when `version` is undefined; the tenant's own
     * before one that is shared. A version that an order of the tenant uses is found for ever.
     */
    look,

    /** The same to order from, as it was no longer than two seconds ago. */
    async find(tenantId: string, name: string, version: string | undefined): Promise<RegisteredDefinition | undefined> {
      const key = `${tenantId}/${name}/${version ?? ''}`;
      const found = await memory.recall(key, () => look(tenantId, name, version));
      // What changes soon is not remembered: a draft is made active and ordered from at once.
      if (found?.state !== 'active') memory.forget(key);
      return found;
    },

    /** The tenant's own and those that are shared, by name, the newest version of each first. */
    async list(
      tenantId: string,
      filter: DefinitionFilter,
      page: { limit: number; after: string | undefined },
    ): Promise<Page<DefinitionHead>> {
      const [afterName, afterVersion, afterProvider] =
        page.after === undefined ? [] : decodeCursor(page.after, ['name', 'version', 'name']);
      const bindings = { ...filter, tenantId, afterName, afterVersion, afterProvider, most: page.limit + 1 };
      const rows = await database.forTenant(tenantId).rows<HeadRow>(listStatement(bindings), bindings);
      return cutPage(rows, page.limit, { item: headFromRow, key: (row) => [row.name, row.version, row.provider] });
    },

    /** Registers, approves and shares definitions for the tenant that runs the installation. Safe to repeat. */
    install: (installed: readonly Installed[]): Promise<void> => installDefinitions(database, installed),

    ...createDefinitionLives(database, forget),
    ...createDefinitionApprovals(database, forget),
  };
}

function alreadyExists(): ProvisioningError {
  return new ProvisioningError(
    'definition_already_exists',
    'Cannot register this version: it is registered already, with other content',
    { faults: [{ field: '/version', expected: 'one that the definition has not', got: 'one that it has' }] },
  );
}

/** Its own of this name, and those of the one provider that has shared the name with all: nobody else's is readable. */
const NAMED = `d.name = :name and d.tenant_id = any(array[:tenantId::uuid,
  (select n.tenant_id from shared_definition_names n where n.name = :name)])`;

/** Row-level security leaves what the tenant may read; of that its own comes first. */
const FIND_VERSION = `
  select ${DEFINITION_COLUMNS} from definitions d where ${NAMED} and d.version = :version
  order by d.tenant_id = :tenantId desc, d.shared desc, d.id limit 1`;

const FIND_NEWEST = `
  select ${DEFINITION_COLUMNS} from definitions d
  where ${NAMED} and d.state = 'active' and (d.tenant_id = :tenantId or d.shared)
  order by d.tenant_id = :tenantId desc, d.version_key desc limit 1`;

const CONDITIONS: Readonly<Record<string, string>> = {
  name: 'd.name = :name',
  state: 'd.state = :state',
  afterName: `d.name >= :afterName and (d.name > :afterName or
    d.version_key < string_to_array(:afterVersion::text, '.')::int[]
    or (d.version_key = string_to_array(:afterVersion::text, '.')::int[] and d.provider > :afterProvider::text))`,
};

/** All of a tenant's own have one provider: another name needs no look at any of them. */
const OF_OWN = {
  ...CONDITIONS,
  tenantId: 'd.tenant_id = :tenantId',
  provider: '(select t.name from tenants t where t.id = :tenantId) = :provider',
};
const OF_SHARED = {
  ...CONDITIONS,
  tenantId: 'd.shared and d.tenant_id <> :tenantId',
  provider: 'd.provider = :provider',
};

const ORDER = 'order by name, version_key desc, provider limit :most';

/** What comes after the cursor, of one of two sorts; each is read in the order of an index, no further than the page. */
function listStatement(bindings: Readonly<Record<string, unknown>>): string {
  const part = (conditions: Readonly<Record<string, string>>): string =>
    `(select ${HEAD_COLUMNS}, d.version_key from definitions d
      where ${conditionsOf(conditions, bindings).join(' and ')} order by d.name, d.version_key desc, d.provider limit :most)`;
  return `${part(OF_OWN)} union all ${part(OF_SHARED)} ${ORDER}`;
}
