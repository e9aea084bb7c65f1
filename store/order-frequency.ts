import { ProvisioningError } from '../domain/errors.ts';
import { violatedCheck } from './database.ts';

const LIMITS = ['tenant_phone_days_limit', 'phone_days_limit'];

const DAY_MS = 86_400_000;

/**
 * Turns the database's refusal to count one order more into ours. It says not which limit was met: the one for all tenants
 * together would tell that another tenant orders for this phone.
 */
export async function withinLimits<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!LIMITS.includes(violatedCheck(error) ?? '')) throw error;
    throw new ProvisioningError('frequency_exceeded', 'Cannot order now: the device has had its orders for today', {
      cause: error,
      retryable: true,
      retryAfterSeconds: secondsToMidnight(Date.now()),
    });
  }
}

/** Days are those of UTC. */
export function secondsToMidnight(nowMs: number): number {
  return Math.ceil((DAY_MS - (nowMs % DAY_MS)) / 1_000);
}
