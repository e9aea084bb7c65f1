import { RATE_WINDOW_SECONDS, type RateLease } from '../domain/rate.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

/** Of so many leases one clears away the windows that nobody counts in any more. */
const CLEAR_EVERY = 500;

/** Counts requests over all processes. */
export function createRateStore(database: Database, vault: Vault) {
  let leases = 0;
  return {
    /**
     * Takes some of what a window has left, for one process to let through on its own: never more in all than the limit.
     * The less there is left, the less is given at once, so that little is lost to a process that does not use it.
     */
    async lease({ bucket, limit, want }: { bucket: string; limit: number; want: number }): Promise<RateLease> {
      leases += 1;
      if (leases % CLEAR_EVERY === 0) await database.rows(CLEAR);
      const [row] = await database.rows<{ granted: number; rest: number; ends_in_ms: number }>(LEASE, {
        bucket: vault.index('rate', bucket),
        limit,
        want,
        seconds: RATE_WINDOW_SECONDS,
      });
      if (row === undefined) throw new Error('Insert into rate_windows returned no row');
      return { granted: row.granted, rest: row.rest, endsInMs: row.ends_in_ms };
    },
  };
}

/** A statement that waited for another may have begun in a window that is over: the later window stands. */
const LEASE = `
  insert into rate_windows as r (bucket, window_at, taken, granted)
  values (:bucket, to_timestamp(floor(extract(epoch from now()) / :seconds::int) * :seconds::int),
    least(:want::int, :limit::int), least(:want::int, :limit::int))
  on conflict (bucket) do update set
    window_at = greatest(r.window_at, excluded.window_at),
    taken = case when excluded.window_at > r.window_at then excluded.taken
      else r.taken + least(:want::int, greatest(0, ceil((:limit::int - r.taken) / 8.0)::int)) end,
    granted = case when excluded.window_at > r.window_at then excluded.granted
      else least(:want::int, greatest(0, ceil((:limit::int - r.taken) / 8.0)::int)) end
  returning granted, greatest(0, :limit::int - taken) as rest,
    ceil(extract(epoch from window_at + make_interval(secs => :seconds::int) - clock_timestamp()) * 1000)::int as ends_in_ms`;

const CLEAR = `delete from rate_windows where window_at < now() - interval '1 hour'`;
