import { quietUntil } from '../domain/quiet-hours.ts';
import type { Evaluation } from './evaluate-order.ts';
import type { Finding } from './plan-schemas.ts';

/** When the document of an order goes out that is made now, once its user has answered. */
export function sendingTime({ policy, timeZone }: Pick<Evaluation, 'policy' | 'timeZone'>, now: number) {
  const startsAt = now + (policy?.startInMs ?? 0);
  if (policy?.quiet === undefined || timeZone === undefined) return { sendsAt: startsAt, waitMs: 0, quietHours: null };
  const sendsAt = quietUntil(policy.quiet, timeZone, startsAt) ?? startsAt;
  return { sendsAt, waitMs: sendsAt - startsAt, quietHours: { ...policy.quiet, timeZone } };
}

/** Says when quiet hours outlast the time that the order would have. */
export function quietWarnings(evaluation: Evaluation): Finding[] {
  const { policy } = evaluation;
  const { sendsAt, waitMs } = sendingTime(evaluation, Date.now());
  if (policy === undefined || waitMs === 0) return [];
  if (waitMs < policy.expiresInMs && sendsAt < (policy.endsAt ?? Infinity)) return [];
  const until = new Date(sendsAt).toISOString();
  const text = `Expected quiet hours that end before the order does, got some until ${until}: it would expire unsent`;
  return [{ severity: 'warning', code: 'quiet_hours', path: '', text }];
}
