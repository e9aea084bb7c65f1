import type { ServiceDefinition } from '../domain/definition.ts';
import type { ApprovalNeed } from '../domain/definition-life.ts';
import { ALL_ENTITLEMENTS } from '../domain/entitlements.ts';
import { PLATFORM_TENANT } from '../domain/tenant.ts';
import type { Database } from './database.ts';
import { approval, perform, SHARING } from './definition-approvals.ts';
import { activate, registerDefinition } from './definition-lives.ts';

/** What whoever runs the installation does by its command line. */
const CORRELATOR = 'installation';

/** A definition that comes with the installation, and what of it an operator would have to approve. */
export interface Installed {
  readonly definition: ServiceDefinition;
  readonly needs: readonly ApprovalNeed[];
}

/**
 * Registers definitions for the tenant that runs the installation, approves and shares them: what its clients could do
 * over HTTP, done by the command line.
 *
 * Safe to repeat, and to run in several places at once: a version that is there stays as it is, also when it was retired.
 */
export async function installDefinitions(database: Database, installed: readonly Installed[]): Promise<void> {
  const actor = { tenantId: await ensurePlatform(database), clientId: null, correlator: CORRELATOR };
  for (const { definition, needs } of installed) {
    await database.transaction(async (sql) => {
      const { registered, created } = await registerDefinition(sql, actor, definition);
      if (!created) return;
      const submitted = await activate(sql, actor, { found: registered, needs });
      await perform(sql, actor, { found: submitted, deed: approval(null) });
      await perform(sql, actor, { found: { ...submitted, state: 'active' }, deed: SHARING });
    });
  }
}

async function ensurePlatform(database: Database): Promise<string> {
  await database.rows(
    `insert into tenants (name, title, platform, entitlements) values (:name, :name, true, :entitlements)
     on conflict on constraint tenants_name_unique do nothing`,
    { name: PLATFORM_TENANT, entitlements: JSON.stringify(ALL_ENTITLEMENTS) },
  );
  const [row] = await database.rows<{ id: string }>('select id from tenants where name = :name and platform', {
    name: PLATFORM_TENANT,
  });
  if (row !== undefined) return row.id;
  throw new Error(`Cannot install definitions: the tenant "${PLATFORM_TENANT}" does not run the installation`);
}
