import {
  FORM_TYPES,
  FORM_WORDS,
  type FormDictionary,
  type FormElement,
  type FormNode,
  type FormSlot,
  type FormTemplate,
  isDictionary,
  isFormList,
  SLOT_KINDS,
} from '../domain/form.ts';
import { isObject } from '../domain/parameter-schema.ts';
import { PLATFORMS } from '../domain/served-form.ts';
import { textForm } from './formats.ts';
import { optional } from './read-definition.ts';
import { choiceOf, elementsOf, entriesOf, fieldsOf, plainText, type Spot, textOf } from './spot.ts';

/** Most forms beside the document, values in one, and its deepest nesting. */
const MAX_FORMS = 8;
const MAX_NODES = 600;
const MAX_LEVELS = 12;
const MAX_ITEMS = 200;
const MAX_PIECES = 16;

const LITERAL = plainText(4_096, 0);
const SLOT_NAME = plainText(160);
const KEY = {
  test: (text: string): boolean => plainText(128).test(text) && !(text in Object.prototype),
  words: 'a key of 1 to 128 characters without control characters, and none that every object has',
};
const MEDIA_TYPE = textForm('form-media-type');
const FILE_NAME = textForm('form-file-name');

interface Walk {
  readonly level: number;
  /** Counts what a form is made of, so that none is without bound. */
  readonly budget: { nodes: number };
}

/** Reads the further forms of a definition; what has faults is left out. */
export function readForms(spot: Spot): FormTemplate[] {
  return elementsOf(spot, [1, MAX_FORMS]).flatMap((one) => readForm(one) ?? []);
}

function readForm(spot: Spot): FormTemplate | undefined {
  const type = isObject(spot.value) ? choiceOf(spot.at('type'), FORM_TYPES) : spot.fault('an object');
  if (type === undefined) return undefined;
  return type === 'mobileconfig' ? readProfile(spot) : readText(spot, type);
}

function readText(spot: Spot, type: Exclude<FormTemplate['type'], 'mobileconfig'>): FormTemplate | undefined {
  const fields = fieldsOf(spot, ['type', 'mediaType', 'for', 'fileName', 'template']);
  if (fields === undefined) return undefined;
  const mediaType = textOf(fields('mediaType'), MEDIA_TYPE);
  const platform = optional(fields('for'), (one) => choiceOf(one, PLATFORMS), undefined);
  const fileName = optional(fields('fileName'), (one) => textOf(one, FILE_NAME), undefined);
  const template = readWhole(fields('template'));
  if (mediaType === undefined || template === undefined) return undefined;
  return {
    type,
    mediaType,
    ...(platform !== undefined && { for: platform }),
    ...(fileName !== undefined && { fileName }),
    template,
  };
}

function readProfile(spot: Spot): FormTemplate | undefined {
  const at = fieldsOf(spot, ['type', 'template'])?.('template');
  const template = at && readWhole(at);
  if (at === undefined || template === undefined) return undefined;
  if (!isDictionary(template)) return at.fault('a dictionary');
  checkProfile(at, template);
  return { type: 'mobileconfig', template };
}

/** What iOS wants of every profile (Apple, Configuration Profile Reference). */
function checkProfile(spot: Spot, template: FormDictionary): void {
  const { PayloadType: type, PayloadVersion: version, PayloadContent: content } = template;
  if (type !== 'Configuration') spot.at('PayloadType').fault('"Configuration"', 'another');
  if (version !== 1) spot.at('PayloadVersion').fault('1', 'another');
  for (const key of ['PayloadIdentifier', 'PayloadUUID']) {
    if (!Object.hasOwn(template, key)) spot.at(key).fault('present', 'absent');
  }
  if (content === undefined || !isFormList(content)) spot.at('PayloadContent').fault('a list of payloads', 'another');
  checkPayloadTypes(spot);
}

/** What a payload does must be seen in the definition. */
function checkPayloadTypes(spot: Spot): void {
  const { value } = spot;
  if (Array.isArray(value)) value.forEach((_one, i) => checkPayloadTypes(spot.at(i)));
  else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      if (key === 'PayloadType' && typeof value[key] !== 'string') spot.at(key).fault('a text as it stands', 'another');
      checkPayloadTypes(spot.at(key));
    }
  }
}

function readWhole(spot: Spot): FormNode | undefined {
  const budget = { nodes: 0 };
  const node = readNode(spot, { level: 1, budget });
  if (budget.nodes > MAX_NODES) spot.fault(`at most ${MAX_NODES} values`, String(budget.nodes));
  return node;
}

function readNode(spot: Spot, walk: Walk): FormNode | undefined {
  const { value } = spot;
  walk.budget.nodes += 1;
  if (walk.level > MAX_LEVELS) return spot.fault(`at most ${MAX_LEVELS} levels`, 'a deeper one');
  if (typeof value === 'string') return textOf(spot, LITERAL);
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  const inner = { ...walk, level: walk.level + 1 };
  if (Array.isArray(value)) {
    return elementsOf(spot, [0, MAX_ITEMS]).flatMap((one): FormElement[] => {
      const read = readElement(one, inner);
      return read === undefined ? [] : [read];
    });
  }
  if (!isObject(value)) return spot.fault('a text, a number, true, false, a list or an object');
  return FORM_WORDS.some((word) => Object.hasOwn(value, word)) ? readWord(spot, inner) : readDictionary(spot, inner);
}

function readElement(spot: Spot, walk: Walk): FormElement | undefined {
  if (!isObject(spot.value) || !Object.hasOwn(spot.value, 'each')) return readNode(spot, walk);
  const fields = fieldsOf(spot, ['each', 'item']);
  const each = fields && textOf(fields('each'), SLOT_NAME);
  const item = fields && readNode(fields('item'), { ...walk, level: walk.level + 1 });
  return each === undefined || item === undefined ? undefined : { each, item };
}

function readWord(spot: Spot, walk: Walk): FormNode | undefined {
  const word = FORM_WORDS.find((one) => Object.hasOwn(Object(spot.value), one));
  switch (word) {
    case 'from':
      return readSlot(spot);
    case 'join':
      return readJoin(spot);
    case 'if':
      return readCondition(spot, walk);
    case 'each':
    case undefined:
      return spot.fault('"each" in a list only', 'elsewhere');
  }
}

function readSlot(spot: Spot): FormSlot | undefined {
  const fields = fieldsOf(spot, ['from', 'as']);
  if (fields === undefined) return undefined;
  const from = textOf(fields('from'), SLOT_NAME);
  const as = optional(fields('as'), (one) => choiceOf(one, SLOT_KINDS), undefined);
  return from === undefined ? undefined : { from, ...(as !== undefined && { as }) };
}

function readJoin(spot: Spot): FormNode | undefined {
  const join = fieldsOf(spot, ['join'])?.('join');
  if (join === undefined) return undefined;
  const pieces = elementsOf(join, [1, MAX_PIECES]).flatMap((piece): (string | FormSlot)[] => {
    const read = typeof piece.value === 'string' ? textOf(piece, LITERAL) : readPiece(piece);
    return read === undefined ? [] : [read];
  });
  return { join: pieces };
}

function readPiece(spot: Spot): FormSlot | undefined {
  const from = fieldsOf(spot, ['from'])?.('from');
  const name = from && textOf(from, SLOT_NAME);
  return name === undefined ? undefined : { from: name };
}

function readCondition(spot: Spot, walk: Walk): FormNode | undefined {
  const fields = fieldsOf(spot, ['if', 'value']);
  if (fields === undefined) return undefined;
  const condition = textOf(fields('if'), SLOT_NAME);
  const value = readNode(fields('value'), walk);
  return condition === undefined || value === undefined ? undefined : { if: condition, value };
}

function readDictionary(spot: Spot, walk: Walk): FormDictionary {
  return Object.fromEntries(
    entriesOf(spot, MAX_ITEMS).flatMap(([key, one]): [string, FormNode][] => {
      if (!KEY.test(key)) one.fault(KEY.words, 'another key');
      const node = readNode(one, walk);
      return node === undefined ? [] : [[key, node]];
    }),
  );
}
