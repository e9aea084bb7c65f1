import type { BearerKind } from './bearer.ts';
import { type ChoiceWord, type PassedOver, type PassWord, RANK_WORDS } from './choice-words.ts';
import type { PastAttempt, Send } from './delivery.ts';

/** A bearer as it stands at this moment, for whoever decides what goes by it. */
export interface BearerView {
  readonly name: string;
  readonly kind: BearerKind;
  /** 1 to 1,000; the lowest is tried first. */
  readonly priority: number;
  /** Beginnings of E.164 numbers, with the plus, that it serves; empty for all. */
  readonly prefixes: readonly string[];
  /** Mobile country and network codes, the beginnings of the IMSIs that it serves; empty for all. */
  readonly networks: readonly string[];
  /** An operator wants nothing to be sent by it. */
  readonly isPaused: boolean;
  /** Something given now would go to the wire at once. */
  readonly isReady: boolean;
}

export interface Way {
  /** Kinds of bearers, the first to be tried first. */
  readonly kinds: readonly string[];
  /** E.164 with the plus. */
  readonly msisdn: string;
  /** Names the phone's own network; null where it is not known. */
  readonly imsi: string | null;
  /** A whole number, the same for all attempts of an order and spread over orders: decides among equals. */
  readonly lot: number;
  /** Most attempts of a run that go by one bearer; absent for as many as there are. */
  readonly mostByOne?: number | undefined;
}

export type BearerChoice =
  | {
      readonly type: 'use';
      readonly bearer: BearerView;
      readonly why: ChoiceWord;
      /** The others that serve the number, by name. */
      readonly passedOver: readonly PassedOver[];
    }
  /** One may come to be of use. */
  | { readonly type: 'wait'; readonly reason: 'bearer_unavailable' | 'bearer_paused' }
  /** Every bearer that could have been used has refused, or has had its attempts. */
  | { readonly type: 'none'; readonly reason: 'bearer_refused' | 'attempts_exhausted' };

/**
 * By which bearer the next attempt goes. Each way is tried once before one is tried again; among those tried as often, kinds
 * come in the order of the definition, then one for the network of the phone, then the bearer with the longest prefix of the
 * number, then the lowest priority.
 * Those that are equal in all of it share the load. One that is paused or not connected is passed over, not waited for, as
 * long as there is another. It says why, of the one it chose and of each that it did not.
 */
export function chooseBearer(
  way: Way,
  bearers: readonly BearerView[],
  past: readonly PastAttempt[] = [],
): BearerChoice {
  const serving = bearersFor(way, bearers);
  const barred = serving.flatMap(({ bearer }) => barredBy(bearer, past, way.mostByOne) ?? []);
  const ranked = serving
    .filter(({ bearer }) => barred.every((one) => one.bearer !== bearer.name))
    .map((candidate) => rankedBy(candidate, past))
    .toSorted(compare);
  if (ranked.length > 0) return best(ranked, { lot: way.lot, barred });
  const lasting = barred.filter(({ why }) => why === 'refused' || why === 'used_up');
  if (serving.length > 0 && lasting.length === serving.length) {
    const isUsedUp = lasting.some(({ why }) => why === 'used_up');
    return { type: 'none', reason: isUsedUp ? 'attempts_exhausted' : 'bearer_refused' };
  }
  const isPaused = barred.some(({ why }) => why === 'paused') && barred.every(({ why }) => why !== 'unavailable');
  return { type: 'wait', reason: isPaused ? 'bearer_paused' : 'bearer_unavailable' };
}

/** Why a bearer cannot be used now, if so. */
function barredBy(
  { name, isPaused, isReady }: BearerView,
  past: readonly PastAttempt[],
  mostByOne = Infinity,
): PassedOver | undefined {
  const tries = past.filter((one) => one.bearer === name);
  if (tries.some(({ isRefused }) => isRefused)) return { bearer: name, why: 'refused' };
  if (tries.length >= mostByOne) return { bearer: name, why: 'used_up' };
  if (isPaused) return { bearer: name, why: 'paused' };
  return isReady ? undefined : { bearer: name, why: 'unavailable' };
}

interface Ranked {
  readonly bearer: BearerView;
  /** In the order of `RANK_WORDS`; the least comes first. */
  readonly rank: readonly number[];
}

function rankedBy({ bearer, kind, network, fit }: Candidate, past: readonly PastAttempt[]): Ranked {
  const tries = past.filter((one) => one.bearer === bearer.name).length;
  return { bearer, rank: [tries, kind, -network, -fit, bearer.priority] };
}

function compare(one: Ranked, other: Ranked): number {
  const difference = one.rank.map((value, i) => value - (other.rank[i] ?? 0)).find((value) => value !== 0);
  return difference ?? (one.bearer.name < other.bearer.name ? -1 : 1);
}

/** What puts one before another. */
function wordFor(one: Ranked, other: Ranked): Extract<PassWord, ChoiceWord> {
  return RANK_WORDS.find((_, i) => one.rank[i] !== other.rank[i]) ?? 'shared';
}

/** Chooses among bearers that can be used, the best first. */
function best(
  ranked: readonly Ranked[],
  { lot, barred }: { readonly lot: number; readonly barred: readonly PassedOver[] },
): BearerChoice {
  const equals = ranked.filter((one) => one.rank.every((value, i) => value === ranked[0]?.rank[i]));
  const chosen = equals[lot % equals.length];
  if (chosen === undefined) throw new RangeError('Cannot choose among no bearers');
  const others = ranked.filter((one) => one !== chosen);
  const behind = others.map((one) => ({ bearer: one.bearer.name, why: wordFor(chosen, one) }));
  const [next] = behind;
  return {
    type: 'use',
    bearer: chosen.bearer,
    why: next?.why ?? (barred.length === 0 ? 'only_one' : 'only_usable'),
    passedOver: [...barred, ...behind].toSorted((one, other) => (one.bearer < other.bearer ? -1 : 1)),
  };
}

interface Candidate {
  readonly bearer: BearerView;
  /** Place of its kind in the definition. */
  readonly kind: number;
  /** Length of the code of the phone's network, where it is for some networks only. */
  readonly network: number;
  /** Length of the longest prefix of the number that it has. */
  readonly fit: number;
}

/** The bearers that serve a phone. One for some networks does not serve a phone whose network is not known. */
function bearersFor({ kinds, msisdn, imsi }: Way, bearers: readonly BearerView[]): Candidate[] {
  return bearers
    .map((bearer) => ({
      bearer,
      kind: kinds.indexOf(bearer.kind),
      network: longestBeginning(bearer.networks, imsi ?? ''),
      fit: longestBeginning(bearer.prefixes, msisdn),
    }))
    .filter(({ kind, network, fit }) => kind >= 0 && network >= 0 && fit >= 0);
}

/** Length of the longest of them that the text begins with: 0 when there are none, -1 when it begins with none of them. */
function longestBeginning(beginnings: readonly string[], text: string): number {
  if (beginnings.length === 0) return 0;
  return Math.max(...beginnings.map((one) => (text.startsWith(one) ? one.length : -1)));
}

/** How long parts of a document that are out may wait for a bearer that is away, while another could take the whole of it. */
const STRANDED_MS = 60_000;

/** `none`: the attempt had better be given up, so that the next goes another way. */
type GoingOn =
  | { readonly type: 'use'; readonly bearer: BearerView }
  | Extract<BearerChoice, { type: 'wait' }>
  | { readonly type: 'none' };

/**
 * By which bearer an open attempt goes on: its own, or another of the same kind where none of its parts was accepted yet: a phone
 * joins parts of one sender only.
 */
export function chooseToGoOn(
  { bearer: name, sends }: { readonly bearer: string; readonly sends: readonly Pick<Send, 'state' | 'ageMs'>[] },
  way: Way,
  bearers: readonly BearerView[],
): GoingOn {
  const own = bearers.find((bearer) => bearer.name === name);
  if (own !== undefined && isUsable(own)) return { type: 'use', bearer: own };
  const alike = chooseBearer({ ...way, kinds: own === undefined ? [] : [own.kind] }, bearers);
  if (alike.type === 'use' && sends.every(({ state }) => state !== 'accepted')) {
    return { type: 'use', bearer: alike.bearer };
  }
  const other = chooseBearer(way, bearers);
  if (other.type === 'use' && (own === undefined || isGivenUp(sends))) return { type: 'none' };
  return { type: 'wait', reason: reasonToWait(own) };
}

function reasonToWait(own: BearerView | undefined): 'bearer_paused' | 'bearer_unavailable' {
  return own?.isPaused ? 'bearer_paused' : 'bearer_unavailable';
}

function isUsable({ isReady, isPaused }: BearerView): boolean {
  return isReady && !isPaused;
}

/** Nothing of it is out, or what is out has waited for long. */
function isGivenUp(sends: readonly Pick<Send, 'state' | 'ageMs'>[]): boolean {
  return !isOut(sends) || sends.some(({ ageMs }) => ageMs > STRANDED_MS);
}

/** Some of it may be with the phone, or on its way there. */
function isOut(sends: readonly Pick<Send, 'state'>[]): boolean {
  return sends.some(({ state }) => state !== 'unsent' && state !== 'refused');
}
