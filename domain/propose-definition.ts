import { CHARACTERISTICS, entryOf } from './characteristic-rules.ts';
import type {
  ListedParm,
  ServiceDefinition,
  TemplateCharacteristic,
  TemplateParm,
  TemplatePiece,
  TemplateValue,
  TermedParm,
} from './definition.ts';
import { DEFINITION_DEFAULTS, defaultApplications, defaultKind } from './definition-defaults.ts';
import type { Characteristic, CpDocument, Parm } from './document.ts';
import { parmRule } from './parm-rules.ts';
import { keyOf, personalValues, purposeOf } from './personal-values.ts';
import { growthOf, type Named, named, proposeParameter, wordsFor } from './propose-parameter.ts';
import { vendorPaths } from './template.ts';

export interface ProposalName {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
}

/** Something that whoever proposed may want to look at. Holds no value of the document. */
interface ProposalNote {
  /** JSON Pointer into the definition. */
  readonly path: string;
  readonly message: string;
}

export interface Proposal {
  readonly definition: ServiceDefinition;
  readonly notes: readonly ProposalNote[];
}

/** Octets up to which values may grow in a proposal, so that its document still fits ten short messages. */
const ROOM = 1_200;
/** How much of the room that parameters want they may get. */
const SHARES = [1, 0.75, 0.5, 0.25, 0] as const;
/** Shortest text that is looked for inside a URL. */
const LEAST_INSIDE = 4;
const utf8 = new TextEncoder();

/**
 * Makes a definition of a document that works today: what is one user's own becomes a parameter, everything else stays
 * as it is. Rendered with the values of the document it gives the document again; the definition holds no secret of it.
 *
 * It does not look whether the document is a good one: the check of the definition does.
 */
export function proposeDefinition(document: CpDocument, as: ProposalName): Proposal {
  return proposeWithValues(document, as).proposal;
}

/** The proposal, and the parameters with which it renders the document again. They hold its secrets. */
export function proposeWithValues(
  document: CpDocument,
  { name, version, title = name }: ProposalName,
): { readonly proposal: Proposal; readonly values: Readonly<Record<string, string>> } {
  const values = named(personalValues(document));
  const { template, uses } = templateOf(document, values);
  const secrets = values.filter(({ isSecret }) => isSecret);
  const growth = (share: number): number =>
    values.reduce((sum, value) => sum + growthOf(value, share) * (uses.get(value) ?? 0), 0);
  const room = ROOM - sizeOf(document.characteristics);
  const share = SHARES.find((one) => growth(one) <= room) ?? 0;
  const schemas = values.map((value) => {
    const hasExample = !secrets.some((secret) => secret.value === value.value);
    return [value.parameter, proposeParameter(value, { share, hasExample })];
  });
  const definition: ServiceDefinition = {
    name,
    version,
    title,
    kind: defaultKind(template),
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: values.map(({ parameter }) => parameter),
      properties: Object.fromEntries(schemas),
    },
    prompts: secrets.map((secret) => ({
      parameter: secret.parameter,
      secret: true,
      text: { en: `${title}: ${wordsFor(secret)}` },
    })),
    ...DEFINITION_DEFAULTS,
    ...(document.version === '1.0' && { documentVersion: '1.0' }),
    document: template,
    requires: { applications: defaultApplications(template) },
    charging: { class: name },
  };
  const notes = [...values.map(noteOf), ...vendorPaths(template).map(vendorNote)];
  return {
    proposal: { definition, notes },
    values: Object.fromEntries(values.map(({ parameter, value }) => [parameter, value])),
  };
}

/** The template, and how often each value stands in it. */
function templateOf(document: CpDocument, values: readonly Named[]) {
  const uses = new Map<Named, number>();
  const byKey = new Map(values.map((value) => [keyOf(value), value]));
  const inside = values.filter(({ value }) => value.length >= LEAST_INSIDE);
  const slot = (value: Named): TemplatePiece => {
    uses.set(value, (uses.get(value) ?? 0) + 1);
    return { from: value.parameter };
  };

  const valueOf = (characteristic: Characteristic, { name, value }: Parm): TemplateValue | true => {
    if (value === undefined) return true;
    const purpose = purposeOf(characteristic, name, value);
    const whole = purpose === undefined ? undefined : byKey.get(keyOf({ purpose, value }));
    if (whole !== undefined) return slot(whole);
    return value.includes('://') ? split(value, inside, slot) : value;
  };

  const characteristicOf = (characteristic: Characteristic): TemplateCharacteristic => {
    const { type, parms, children } = characteristic;
    const isKnown = entryOf(CHARACTERISTICS, type) !== undefined;
    const listed = parms.map((parm): ListedParm => {
      const value = valueOf(characteristic, parm);
      const isVendor = isKnown && parmRule(characteristic, parm.name) === undefined;
      return { name: parm.name, ...(value !== true && { value }), ...(isVendor && { vendor: true }) };
    });
    return {
      type,
      ...(!isKnown && { vendor: true }),
      ...(listed.length > 0 && { parms: byName(listed) ?? listed }),
      ...(children.length > 0 && { children: children.map(characteristicOf) }),
    };
  };
  return { template: document.characteristics.map(characteristicOf), uses };
}

/** Parms by name, where that says the same: an object holds a name once, and puts numbers first. */
function byName(parms: readonly ListedParm[]): Record<string, TemplateParm> | undefined {
  const names = new Set(parms.map(({ name }) => name));
  if (names.size < parms.length || parms.some(({ name }) => /^\d+$/.test(name))) return undefined;
  return Object.fromEntries(parms.map(({ name, ...parm }) => [name, shortest(parm)]));
}

function shortest(parm: TermedParm): TemplateParm {
  return parm.vendor === true ? parm : (parm.value ?? true);
}

/** A URL with the values in it as slots. */
function split(url: string, values: readonly Named[], slot: (value: Named) => TemplatePiece): TemplateValue {
  const pieces: TemplatePiece[] = [];
  let literal = '';
  for (let at = 0; at < url.length; ) {
    const found = isWordPart(url[at - 1]) ? undefined : longestAt(url, at, values);
    if (found === undefined) {
      literal += url[at];
      at++;
    } else {
      if (literal !== '') pieces.push(literal);
      pieces.push(slot(found));
      literal = '';
      at += found.value.length;
    }
  }
  if (pieces.length === 0) return url;
  return literal === '' ? pieces : [...pieces, literal];
}

function longestAt(url: string, at: number, values: readonly Named[]): Named | undefined {
  return values
    .filter(({ value }) => url.startsWith(value, at) && !isWordPart(url[at + value.length]))
    .toSorted((a, b) => b.value.length - a.value.length)[0];
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

/** About the octets of WBXML that characteristics take: names of ProvCont are tokens, others and values are text. */
function sizeOf(characteristics: readonly Characteristic[]): number {
  return characteristics.reduce((sum, characteristic) => {
    const { type, parms, children } = characteristic;
    const own = entryOf(CHARACTERISTICS, type) === undefined ? octets(type) : 0;
    const inside = parms.map(
      ({ name, value = '' }) => octets(value) + (isToken(characteristic, name) ? 0 : octets(name)) + 9,
    );
    return sum + own + 8 + inside.reduce((a, b) => a + b, 0) + sizeOf(children);
  }, 0);
}

function isToken({ type }: Characteristic, name: string): boolean {
  return entryOf(entryOf(CHARACTERISTICS, type)?.parms ?? {}, name) !== undefined;
}

function octets(text: string): number {
  return utf8.encode(text).length;
}

function noteOf(value: Named): ProposalNote {
  const places = value.paths.join(', ');
  const message = value.isSecret
    ? `A secret, from ${places}: it is not kept. Orders bring it, or the user is asked for it.`
    : `One user's own, from ${places}. If it is the same for all, put it into the document and drop the parameter.`;
  return { path: `/parameters/properties/${value.parameter}`, message };
}

function vendorNote(path: string): ProposalNote {
  return { path, message: 'Not part of OMA ProvCont 1.1 in this place: declared as content of a vendor' };
}
