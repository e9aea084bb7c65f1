import type { Client } from '@temporalio/client';
import type { Database } from '../../store/database.ts';

/** Where something was seen that must not be there. */
export interface Sighting {
  readonly place: string;
  readonly form: string;
}

/** A text in the forms in which it might lie around, each as text that a search finds. */
export function formsOf(canary: string): ReadonlyMap<string, string> {
  const octets = Buffer.from(canary);
  const wide = Buffer.from(canary, 'utf16le').swap16();
  return new Map([
    ['plain', canary],
    ['hexadecimal', octets.toString('hex')],
    ['UCS-2 in hexadecimal', wide.toString('hex')],
    // What is in the middle of something longer begins at any of three places of a group of four letters.
    ...[0, 1, 2].map((offset): [string, string] => [
      `base64 at ${offset}`,
      Buffer.concat([Buffer.alloc(offset), octets])
        .toString('base64')
        .slice(offset === 0 ? 0 : offset + 1, -4),
    ]),
    ['base64url', octets.toString('base64url').slice(0, -2)],
    ['escaped', encodeURIComponent(canary)],
  ]);
}

/** @param texts - by the place they are from */
export function sightings(canaries: readonly string[], texts: ReadonlyMap<string, string>): Sighting[] {
  return canaries.flatMap((canary) =>
    [...formsOf(canary)].flatMap(([form, looked]) =>
      [...texts].flatMap(([place, text]) =>
        text.toLowerCase().includes(looked.toLowerCase()) ? [{ place, form: `${form} of ${canary}` }] : [],
      ),
    ),
  );
}

/** Everything in every table, columns of octets as hexadecimal. */
export async function textsOfDatabase(database: Database): Promise<Map<string, string>> {
  const tables = await database.rows<{ name: string }>(
    `select quote_ident(c.relname) as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege(c.oid, 'select')`,
  );
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await database.rows<{ text: string }>(`select t::text as text from ${name} t`);
    texts.set(`table ${name}`, rows.map(({ text }) => text).join('\n'));
  }
  return texts;
}

/** Everything that Temporal keeps of these runs: history with payloads decoded, memo and search attributes. */
export async function textsOfRuns(temporal: Client, workflowIds: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const id of workflowIds) {
    const handle = temporal.workflow.getHandle(id);
    const history = await handle.fetchHistory();
    const described = await handle.describe();
    const kept = JSON.stringify([id, history, described.raw], (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    texts.set(`run ${id}`, kept);
  }
  return texts;
}
