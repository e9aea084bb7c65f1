import type {
  ListedParm,
  Slot,
  TemplateCharacteristic,
  TemplateParm,
  TemplatePiece,
  TemplateTerms,
  TemplateValue,
} from '../domain/definition.ts';
import { isObject } from '../domain/parameter-schema.ts';
import { elementsOf, entriesOf, fieldsOf, plainText, type Spot, textOf } from './spot.ts';

/** Deepest nesting of characteristics; of ProvCont 1.1 the deepest has three levels. */
const MAX_LEVELS = 6;
/** Most characteristics, parms and pieces of values of a template. */
const MAX_NODES = 600;
const MAX_CHARACTERISTICS = 100;
const MAX_PARMS = 100;
const MAX_PIECES = 16;

const LITERAL = plainText(1_024, 0);
const SLOT_NAME = plainText(160);
const NAME = {
  test: (text: string): boolean => plainText(64).test(text) && !(text in Object.prototype),
  words: 'a name of 1 to 64 characters without control characters, and none that every object has',
};

/** The terms beside a value. */
const TERMS = ['if', 'each', 'vendor'] as const;

/** Counts what a template is made of, so that none is without bound. */
interface Budget {
  nodes: number;
}

/** Reads the template of a definition; what has faults is left out. */
export function readTemplate(spot: Spot): TemplateCharacteristic[] {
  const budget = { nodes: 0 };
  const template = readAll(spot, 1, budget);
  if (budget.nodes > MAX_NODES) {
    spot.fault(`at most ${MAX_NODES} characteristics, parms and pieces of values`, String(budget.nodes));
  }
  return template;
}

function readAll(spot: Spot, level: number, budget: Budget): TemplateCharacteristic[] {
  if (level > MAX_LEVELS) {
    spot.fault(`at most ${MAX_LEVELS} levels of characteristics`, 'a deeper one');
    return [];
  }
  return elementsOf(spot, [level === 1 ? 1 : 0, MAX_CHARACTERISTICS]).flatMap(
    (one) => readCharacteristic(one, level, budget) ?? [],
  );
}

function readCharacteristic(spot: Spot, level: number, budget: Budget): TemplateCharacteristic | undefined {
  budget.nodes++;
  const fields = fieldsOf(spot, ['type', 'parms', 'children', ...TERMS]);
  if (fields === undefined) return undefined;
  const type = textOf(fields('type'), NAME);
  const [parms, children] = [fields('parms'), fields('children')];
  const template = {
    ...readTerms(fields),
    ...(parms.value !== undefined && { parms: readParms(parms, budget) }),
    ...(children.value !== undefined && { children: readAll(children, level + 1, budget) }),
  };
  return type === undefined ? undefined : { type, ...template };
}

function readTerms(fields: (name: 'if' | 'each' | 'vendor') => Spot): TemplateTerms {
  const [condition, each, vendor] = TERMS.map(fields);
  return {
    ...(condition?.value !== undefined && { if: textOf(condition, SLOT_NAME) ?? '' }),
    ...(each?.value !== undefined && { each: textOf(each, SLOT_NAME) ?? '' }),
    ...(vendor?.value !== undefined && { vendor: readFlag(vendor) }),
  };
}

function readFlag(spot: Spot): boolean {
  if (typeof spot.value !== 'boolean') spot.fault('true or false');
  return spot.value === true;
}

function readParms(spot: Spot, budget: Budget): NonNullable<TemplateCharacteristic['parms']> {
  if (Array.isArray(spot.value)) {
    return elementsOf(spot, [0, MAX_PARMS]).flatMap((one) => readListed(one, budget) ?? []);
  }
  return Object.fromEntries(
    entriesOf(spot, MAX_PARMS).flatMap(([name, one]): [string, TemplateParm][] => {
      budget.nodes++;
      if (!NAME.test(name)) one.fault(NAME.words, 'another name');
      const parm = readParm(one, budget);
      return parm === undefined ? [] : [[name, parm]];
    }),
  );
}

function readListed(spot: Spot, budget: Budget): ListedParm | undefined {
  budget.nodes++;
  const fields = fieldsOf(spot, ['name', 'value', ...TERMS]);
  if (fields === undefined) return undefined;
  const name = textOf(fields('name'), NAME);
  const value = fields('value').value === undefined ? undefined : readValue(fields('value'), budget);
  return name === undefined ? undefined : { name, ...(value !== undefined && { value }), ...readTerms(fields) };
}

function readParm(spot: Spot, budget: Budget): TemplateParm | undefined {
  const { value } = spot;
  if (!isObject(value) || 'from' in value) return readValue(spot, budget);
  const fields = fieldsOf(spot, ['value', ...TERMS]);
  if (fields === undefined) return undefined;
  const inner = fields('value').value === undefined ? undefined : readValue(fields('value'), budget);
  return { ...(inner !== undefined && { value: inner }), ...readTerms(fields) };
}

function readValue(spot: Spot, budget: Budget): TemplateValue | true | undefined {
  if (spot.value === true) return true;
  if (!Array.isArray(spot.value)) return readPiece(spot);
  budget.nodes += spot.value.length;
  return elementsOf(spot, [1, MAX_PIECES]).flatMap((piece) => readPiece(piece) ?? []);
}

function readPiece(spot: Spot): TemplatePiece | undefined {
  const { value } = spot;
  if (typeof value === 'string') return textOf(spot, LITERAL);
  if (isObject(value) && 'from' in value) return readSlot(spot);
  return spot.fault('a text, true for a flag, {"from": a name}, or a list of texts and such objects');
}

function readSlot(spot: Spot): Slot | undefined {
  if (Object.keys(Object(spot.value)).length > 1) {
    return spot.fault(
      '"from" alone: with terms it is {"value": {"from": a name}, "if": a name}',
      'other fields beside',
    );
  }
  const from = textOf(spot.at('from'), SLOT_NAME);
  return from === undefined ? undefined : { from };
}
