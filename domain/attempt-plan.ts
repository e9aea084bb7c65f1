import type { BearerKind } from './bearer.ts';
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
}

export type BearerChoice =
  | { readonly type: 'use'; readonly bearer: BearerView }
  /** One may come to be of use. */
  | { readonly type: 'wait'; readonly reason: 'bearer_unavailable' | 'bearer_paused' }
  /** Every bearer that could have been used has refused. */
  | { readonly type: 'none' };

/**
 * By which bearer the next attempt goes. Each way is tried once before one is tried again; among those tried as often, kinds
 * come in the order of the definition, then one for the network of the phone, then the bearer with the longest prefix of the
 * number, then the lowest priority.
 * Those that are equal in all of it share the load. One that is paused or not connected is passed over, not waited for, as
 * long as there is another.
 */
export function chooseBearer(
  way: Way,
  bearers: readonly BearerView[],
  past: readonly PastAttempt[] = [],
): BearerChoice {
  const serving = bearersFor(way, bearers);
  const open = serving.filter(({ bearer }) => past.every((one) => one.bearer !== bearer.name || !one.isRefused));
  if (open.length === 0) return serving.length > 0 ? { type: 'none' } : { type: 'wait', reason: 'bearer_unavailable' };
  const usable = open.filter(({ bearer }) => isUsable(bearer));
  if (usable.length > 0) return { type: 'use', bearer: share(bestOf(usable, past), way.lot) };
  const isPaused = open.every(({ bearer }) => bearer.isPaused);
  return { type: 'wait', reason: isPaused ? 'bearer_paused' : 'bearer_unavailable' };
}

/** Those that nothing puts behind another, by name. */
function bestOf(usable: readonly Candidate[], past: readonly PastAttempt[]): BearerView[] {
  const ranked = usable.map(({ bearer, kind, network, fit }) => ({
    bearer,
    rank: [past.filter((one) => one.bearer === bearer.name).length, kind, -network, -fit, bearer.priority],
  }));
  const [best] = ranked.toSorted((one, other) => compareRanks(one.rank, other.rank));
  return ranked
    .filter(({ rank }) => best !== undefined && compareRanks(rank, best.rank) === 0)
    .map(({ bearer }) => bearer)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  return one.map((value, i) => value - (other[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function share(equals: readonly BearerView[], lot: number): BearerView {
  const bearer = equals[lot % equals.length];
  if (bearer === undefined) throw new RangeError('Cannot choose among no bearers');
  return bearer;
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

/**
 * By which bearer an open attempt goes on: its own, or another of the same kind where none of its parts was accepted yet: a phone
 * joins parts of one sender only.
 *
 * @returns `none` when the attempt had better be given up, so that the next goes another way
 */
export function chooseToGoOn(
  { bearer: name, sends }: { readonly bearer: string; readonly sends: readonly Pick<Send, 'state' | 'ageMs'>[] },
  way: Way,
  bearers: readonly BearerView[],
): BearerChoice {
  const own = bearers.find((bearer) => bearer.name === name);
  if (own !== undefined && isUsable(own)) return { type: 'use', bearer: own };
  const alike = chooseBearer({ ...way, kinds: own === undefined ? [] : [own.kind] }, bearers);
  if (alike.type === 'use' && sends.every(({ state }) => state !== 'accepted')) return alike;
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
  const isOut = sends.some(({ state }) => state !== 'unsent' && state !== 'refused');
  return !isOut || sends.some(({ ageMs }) => ageMs > STRANDED_MS);
}
