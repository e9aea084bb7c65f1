import type { ServiceDefinition } from '../domain/definition.ts';
import type { RegisteredDefinition } from '../domain/requests.ts';
import type { Database } from './database.ts';

interface DefinitionRow {
  id: string;
  tenant_id: string | null;
  body: ServiceDefinition;
}

/** Newest by semantic version, the tenant's own before a built-in one of the same name. */
const ORDER = "order by tenant_id nulls last, string_to_array(version, '.')::int[] desc";

/** How long a looked-up name may be answered from memory, in milliseconds: a new version is seen after this at the latest. */
const REMEMBER_MS = 2_000;
const REMEMBER_MOST = 1_000;

/** Service definitions. A version never changes once it is stored. */
export function createDefinitionStore(database: Database) {
  const remembered = new Map<string, { at: number; found: RegisteredDefinition | undefined }>();

  const look = async (tenantId: string, name: string, version: string | undefined) => {
    const [row] = await database.rows<DefinitionRow>(
      `select id, tenant_id, body from definitions
       where (tenant_id = :tenantId or tenant_id is null) and name = :name
         and (:version::text is null or version = :version) ${ORDER} limit 1`,
      { tenantId, name, version: version ?? null },
    );
    return row === undefined ? undefined : fromRow(row);
  };

  return {
    async list(tenantId: string): Promise<RegisteredDefinition[]> {
      const rows = await database.rows<DefinitionRow>(
        `select id, tenant_id, body from definitions where tenant_id = :tenantId or tenant_id is null
         order by name, string_to_array(version, '.')::int[] desc`,
        { tenantId },
      );
      return rows.map(fromRow);
    },

    async find(tenantId: string, name: string, version: string | undefined): Promise<RegisteredDefinition | undefined> {
      const key = `${tenantId}/${name}/${version ?? ''}`;
      const known = remembered.get(key);
      if (known !== undefined && Date.now() - known.at < REMEMBER_MS) return known.found;
      const found = await look(tenantId, name, version);
      if (remembered.size >= REMEMBER_MOST) remembered.clear();
      remembered.set(key, { at: Date.now(), found });
      return found;
    },

    /** Stores definitions that every tenant may order. Safe to repeat: a version that is there stays as it is. */
    async ensureBuiltIn(definitions: readonly ServiceDefinition[]): Promise<void> {
      for (const definition of definitions) {
        await database.rows(
          `insert into definitions (tenant_id, name, version, body) values (null, :name, :version, :body)
           on conflict on constraint definitions_version_unique do nothing`,
          { name: definition.name, version: definition.version, body: JSON.stringify(definition) },
        );
      }
    },
  };
}

function fromRow({ id, tenant_id, body }: DefinitionRow): RegisteredDefinition {
  return { id, builtIn: tenant_id === null, definition: body };
}
