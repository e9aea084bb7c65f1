import type { SubmitOutcome } from '../domain/bearer.ts';

/** What became of a text of several parts, in one row. */
export function summary(outcomes: readonly SubmitOutcome[]): {
  state: string;
  messageIds: string[];
  status: number | null;
} {
  const refused = outcomes.find((outcome) => outcome.type === 'refused');
  const isAccepted = outcomes.every(({ type }) => type === 'accepted');
  return {
    state: isAccepted ? 'accepted' : refused === undefined ? 'in_doubt' : 'refused',
    messageIds: outcomes.flatMap((outcome) => (outcome.type === 'accepted' ? [outcome.messageId] : [])),
    status: refused?.type === 'refused' ? refused.status : null,
  };
}
