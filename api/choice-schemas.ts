import { Type } from '@sinclair/typebox';
import { CHOICE_WORDS, PASS_WORDS } from '../domain/choice-words.ts';
import { closed, nullable, oneOf } from './schemas.ts';

/** Why an attempt goes by its bearer, and by no other. */
export const CHOICE = {
  why: nullable(oneOf(CHOICE_WORDS, 'Why it goes by its bearer; null for one begun before this was noted')),
  passedOver: Type.Array(closed({ bearer: Type.String(), why: oneOf(PASS_WORDS, 'Why it did not go by this one') }), {
    description: 'Bearers that serve the number, by which it could have gone when it was begun',
  }),
};
