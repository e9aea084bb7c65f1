/** What puts one usable bearer before another, from the strongest. */
export const RANK_WORDS = [
  /** It was tried less often in this run. */
  'tries',
  /** The definition names its kind first. */
  'kind',
  /** It is for the network of the phone. */
  'network',
  /** It has the longest beginning of the number. */
  'prefix',
  /** An operator put it first. */
  'priority',
] as const;

/** Why an attempt goes by its bearer. */
export const CHOICE_WORDS = [
  /** No other serves the number by a kind that the definition names. */
  'only_one',
  /** Others do, and none of them can be used now. */
  'only_usable',
  ...RANK_WORDS,
  /** Nothing puts another behind it: they share the load. */
  'shared',
  /** The one that the attempt was begun by was gone. */
  'moved',
] as const;
export type ChoiceWord = (typeof CHOICE_WORDS)[number];

/** Why it does not go by another: what cannot be helped, or what put that behind. */
export const PASS_WORDS = [
  /** It will never take this document. */
  'refused',
  /** It has had as many attempts as the definition lets one have. */
  'used_up',
  'paused',
  /** It is not connected. */
  'unavailable',
  ...RANK_WORDS,
  'shared',
] as const;
export type PassWord = (typeof PASS_WORDS)[number];

/** A bearer that an attempt could have gone by, and why it did not. */
export interface PassedOver {
  readonly bearer: string;
  readonly why: PassWord;
}
