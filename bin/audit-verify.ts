import { parseArgs } from 'node:util';
import { type ChainFault, type ChainReport, createChainCheck } from '../store/audit-chain.ts';
import { createAuditStore } from '../store/audit-trail.ts';
import { createDatabase } from '../store/database.ts';
import { loadConfig } from './config.ts';
import { isMain, runMain } from './process.ts';

/** What the check of all chains came to. */
export interface AuditVerdict {
  readonly lines: readonly string[];
  readonly intact: boolean;
}

/**
 * Checks the audit trail of every tenant.
 *
 * @param kept - hashes that were kept elsewhere, by the name or id of their tenant
 */
export async function verifyAudit(
  databaseUrl: string,
  kept: readonly (readonly [string, string])[],
): Promise<AuditVerdict> {
  const database = createDatabase(databaseUrl, 2);
  try {
    const audit = createAuditStore(database);
    const tenants = await audit.tenants();
    const lines: string[] = [];
    let intact = true;
    for (const { id, name } of tenants) {
      const hashes = kept.filter(([tenant]) => tenant === name || tenant === id).map(([, hash]) => hash);
      const check = createChainCheck(id, hashes);
      const report = check.end(await audit.readChain(id, (entry) => check.take(entry)));
      intact &&= report.faults.length === 0;
      lines.push(...describe(name, report));
    }
    const strangers = kept.filter(([tenant]) => !tenants.some(({ id, name }) => tenant === name || tenant === id));
    lines.push(...strangers.map(([tenant]) => `${tenant}: no tenant has this name or id`));
    return { lines, intact: intact && strangers.length === 0 };
  } finally {
    await database.close();
  }
}

function describe(name: string, { entries, head, faults }: ChainReport): string[] {
  const verdict =
    faults.length === 0 ? 'intact' : `NOT INTACT, ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`;
  return [
    `${name}: ${entries} ${entries === 1 ? 'entry' : 'entries'}, head ${head}, ${verdict}`,
    ...faults.map((fault) => `  ${sentence(fault)}`),
  ];
}

function sentence(fault: ChainFault): string {
  switch (fault.kind) {
    case 'changed':
      return `Entry ${fault.number} was changed`;
    case 'missing':
      return `${span(fault)} missing`;
    case 'misplaced':
      return `Entry ${fault.number} was not written after the one before it: one of the two was moved, replaced or made anew`;
    case 'truncated':
      return `${span(fault)} missing at the end`;
    case 'head_differs':
      return `The end of the chain is kept as entry ${fault.number}, which is not how the entries end`;
    case 'not_as_kept':
      return `The hash ${fault.hash} is nowhere in the chain: it was cut off or made anew`;
  }
}

function span({ from, to }: { readonly from: number; readonly to: number }): string {
  return from === to ? `Entry ${from} is` : `Entries ${from} to ${to} are`;
}

const USAGE = `Usage: npm run -s audit:verify -- [--expect <tenant>=<hash>]...
Checks the audit trail of every tenant; --expect holds it against a head that was kept elsewhere.`;

function readKept(text: string): [string, string] {
  const [tenant, hash, ...more] = text.split('=');
  if (tenant !== undefined && tenant !== '' && more.length === 0 && /^[0-9a-f]{64}$/i.test(hash ?? '')) {
    return [tenant, hash ?? ''];
  }
  throw new Error(`Cannot read --expect: expected a tenant, "=" and 64 hexadecimal digits\n${USAGE}`);
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const { values } = parseArgs({ options: { expect: { type: 'string', multiple: true, default: [] } } });
    const kept = values.expect.map(readKept);
    const { databaseUrl } = loadConfig(process.env, ['databaseUrl']);
    const { lines, intact } = await verifyAudit(databaseUrl, kept);
    for (const line of lines) console.log(line);
    if (!intact) process.exitCode = 1;
  });
}
