import { type AskPolicy, type AskWay, isAskedByText, waysOf } from '../domain/asking.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import { parseDuration } from '../domain/duration.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { LookupPolicy } from '../domain/lookup.ts';
import type { OrderPolicy } from '../domain/order.ts';
import { longestQuietMs, type QuietHours } from '../domain/quiet-hours.ts';

/** What the installation decides about delivery. All in milliseconds. */
export interface DeliverySettings {
  /** First pause between two attempts; it doubles. */
  readonly retryMs: number;
  /** Longest pause between two attempts. */
  readonly maxRetryMs: number;
  /** Quiet time before a part whose answer never came is sent once more. */
  readonly inDoubtMs: number;
  /** The installation has a certificate to sign profiles of Apple with. */
  readonly signsProfiles?: boolean;
}

/** How often one attempt may be put off: with pauses that double from 1 s up to 30 s, some four minutes. */
const MAX_STALLS = 12;

/**
 * How a run of an order is to be driven: what the definition says, within the settings of the installation.
 *
 * @throws ProvisioningError `definition_unusable` when a duration in the definition cannot be read
 */
export function orderPolicy(
  { lookup, confirmation, delivery, acknowledgement }: ServiceDefinition,
  { retryMs, maxRetryMs, inDoubtMs }: DeliverySettings,
  { startInMs, endsAt, ways, isUserNeeded = false, quietHours = null }: Circumstances,
): OrderPolicy {
  const ask = isUserNeeded ? userPolicy(confirmation, ways) : askPolicy(confirmation, ways);
  const quiet = delivery.quietHours === undefined ? quietHours : delivery.quietHours;
  return {
    startInMs,
    ...(endsAt !== undefined && { endsAt }),
    ...(lookup !== undefined && { lookup: lookupPolicy(lookup) }),
    ask,
    ...(quiet !== null && quietPolicy(quiet, ask)),
    maxAttempts: delivery.attempts,
    retryMs,
    maxRetryMs,
    inDoubtMs,
    maxStalls: MAX_STALLS,
    wantedEvidence: acknowledgement.evidence,
    acknowledgementMs: duration('acknowledgement.timeout', acknowledgement.timeout),
    expiresInMs: duration('delivery.validity', delivery.validity),
  };
}

/** What an order brings along. */
interface Circumstances {
  /** Milliseconds until anything may happen. */
  readonly startInMs: number;
  /** When the client wants it over, in milliseconds of the epoch. */
  readonly endsAt?: number | undefined;
  /** Ways to ask the user that are possible here; none when there is nobody to ask. */
  readonly ways: readonly AskWay[];
  readonly isUserNeeded?: boolean;
  /** Of the tenant: for definitions that say nothing of it. */
  readonly quietHours?: QuietHours | null;
}

/** Each way that begins with a text may have to wait for the morning. */
function quietPolicy(quiet: QuietHours, ask: AskPolicy | null): Pick<OrderPolicy, 'quiet' | 'quietAskMs'> {
  const texts = ask === null ? 0 : waysOf(ask).filter((_, way) => isAskedByText(ask, way)).length;
  return { quiet, ...(texts > 0 && { quietAskMs: texts * longestQuietMs(quiet) }) };
}

/** Tries of a call to an endpoint of a provider, pauses between them included some ten seconds. */
const LOOKUP_TRIES = 3;

function lookupPolicy({ timeout, ifDown }: NonNullable<ServiceDefinition['lookup']>): LookupPolicy {
  return { timeoutMs: duration('lookup.timeout', timeout), tries: LOOKUP_TRIES, ifDown };
}

/** Nobody else speaks for him, and nothing goes on without him. */
function userPolicy(confirmation: ServiceDefinition['confirmation'], ways: readonly AskWay[]): AskPolicy | null {
  const policy = askPolicy({ ...confirmation, onTimeout: 'expire' }, ways);
  return policy && { ...policy, userOnly: true };
}

/** Ways share the time evenly. To ask the client in the end takes as long again. */
function askPolicy(
  { timeout, reminder, onTimeout = 'expire', link }: ServiceDefinition['confirmation'],
  ways: readonly AskWay[],
): AskPolicy | null {
  if (ways.length === 0) return null;
  const timeoutMs = duration('confirmation.timeout', timeout);
  const remindBeforeMs = reminder === undefined ? 0 : duration('confirmation.reminder', reminder);
  const wayMs = Math.max(1, Math.floor(timeoutMs / ways.length));
  const common = { wayMs, remindBeforeMs, ...(link === 'client' && { linkByClient: true as const }) };
  if (onTimeout !== 'client') return { ...common, timeoutMs, ways, onTimeout };
  return { ...common, timeoutMs: timeoutMs + wayMs, ways: [...ways, 'client'], onTimeout: 'expire' };
}

function duration(field: string, text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new ProvisioningError(
      'definition_unusable',
      `Cannot plan the order: expected an ISO 8601 duration in ${field} of the definition, got another text`,
      { cause: error },
    );
  }
}
