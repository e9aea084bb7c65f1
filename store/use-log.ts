import type { UsedCredential } from '../domain/client.ts';
import type { Database } from './database.ts';

/** How often what was used is written, in milliseconds. */
const FLUSH_MS = 15_000;

/** Notes when credentials were last used, outside the path of requests, at most once a minute each. */
export interface UseLog {
  note(credential: UsedCredential): void;
  /** Writes what is noted. What cannot be written is forgotten: it is for people to look at. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export function createUseLog(database: Database): UseLog {
  const keys = new Set<string>();
  const clients = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (keys.size === 0 && clients.size === 0) return;
    const used = { keys: JSON.stringify([...keys]), clients: JSON.stringify([...clients]) };
    keys.clear();
    clients.clear();
    await database.rows(UPDATE, used).catch(() => {});
  };

  return {
    note(credential) {
      if (credential.type === 'key') keys.add(credential.keyId);
      else clients.add(`${credential.tenantId}/${credential.clientId}`);
      // Does not keep a process alive that has nothing else to do.
      timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
    },
    flush,
    close: flush,
  };
}

const UPDATE = `
  with used as (
    update clients c set last_used_at = now()
    from (select split_part(u, '/', 1)::uuid as tenant_id, split_part(u, '/', 2)::uuid as id
      from jsonb_array_elements_text(:clients::jsonb) u) u
    where c.tenant_id = u.tenant_id and c.id = u.id
      and (c.last_used_at is null or c.last_used_at < now() - interval '1 minute')
  )
  update client_keys set last_used_at = now()
  where id in (select jsonb_array_elements_text(:keys::jsonb))
    and (last_used_at is null or last_used_at < now() - interval '1 minute')`;
