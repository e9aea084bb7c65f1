import { Type } from '@sinclair/typebox';
import { CHOICE_WORDS, PASS_WORDS } from '../domain/choice-words.ts';
import { closed, named, nullable, oneOf, TIME } from './schemas.ts';

/** Why an attempt goes by its bearer, and by no other. */
const CHOICE = {
  why: nullable(oneOf(CHOICE_WORDS, 'Why it goes by its bearer; null for one begun before this was noted')),
  passedOver: Type.Array(closed({ bearer: Type.String(), why: oneOf(PASS_WORDS, 'Why it did not go by this one') }), {
    description: 'Bearers that serve the number, by which it could have gone when it was begun',
  }),
};

/** One try to deliver a document, as its tenant sees it. */
export const ATTEMPT = named(
  'Attempt',
  closed({
    run: Type.Integer({ minimum: 1 }),
    attempt: Type.Integer({ minimum: 1, description: 'From 1 in each run' }),
    bearer: Type.String(),
    partCount: Type.Integer({ minimum: 0, description: 'Short messages that the document takes' }),
    partsAccepted: Type.Integer({ minimum: 0 }),
    partsDelivered: Type.Integer({ minimum: 0 }),
    outcome: oneOf(['open', 'submitted', 'delivered', 'failed'], 'How the attempt ended, if it has'),
    reason: nullable(Type.String()),
    ...CHOICE,
    startedAt: TIME,
  }),
);
