import type { Platform } from './served-form.ts';

/**
 * Further forms of a document, for phones that do not take OMA CP. A template is data, as that of the document is: nothing in
 * it is evaluated.
 */
export type FormTemplate = ProfileForm | TextForm;

/** A configuration profile of Apple: the template is its property list. */
interface ProfileForm {
  readonly type: 'mobileconfig';
  readonly template: FormDictionary;
}

/** A text of any media type that programs of the provider's, or of the phone's, read. */
export interface TextForm {
  /** `json`: the template is the value. `xml`: it is the root element. `text`: it is the list of lines. */
  readonly type: (typeof TEXT_FORMS)[number];
  readonly mediaType: string;
  /** The phones whose browsers are given it; all of them when absent. */
  readonly for?: Platform;
  /** What a browser calls what it keeps. */
  readonly fileName?: string;
  readonly template: FormNode;
}

export const TEXT_FORMS = ['json', 'xml', 'text'] as const;
export const FORM_TYPES = ['mobileconfig', ...TEXT_FORMS] as const;

/** A literal, a slot, texts joined, something with a condition, a list, or a dictionary of such. */
export type FormNode =
  | string
  | number
  | boolean
  | FormSlot
  | FormJoin
  | FormCondition
  | readonly FormElement[]
  | FormDictionary;

export interface FormSlot {
  readonly from: string;
  /** What its text is written as; a text when absent. A boolean is false when there is no value. */
  readonly as?: SlotKind;
}
export const SLOT_KINDS = ['text', 'integer', 'boolean'] as const;
type SlotKind = (typeof SLOT_KINDS)[number];

export interface FormJoin {
  readonly join: readonly (string | FormSlot)[];
}

/** Left out, with its key or its place in a list, unless the name has a value. */
export interface FormCondition {
  readonly if: string;
  readonly value: FormNode;
}

/** Once for each element of a list; within, `item` is the element. */
export interface FormRepeat {
  readonly each: string;
  readonly item: FormNode;
}

export type FormElement = FormNode | FormRepeat;

/** Keys are literal. None is `from`, `join`, `if` or `each`: those say what else an object may be. */
export interface FormDictionary {
  readonly [key: string]: FormNode;
}

/** By which an object is told from a dictionary. */
export const FORM_WORDS = ['from', 'join', 'if', 'each'] as const;

export const PROFILE_MEDIA_TYPE = 'application/x-apple-aspen-config';

export function mediaTypeOf(form: FormTemplate): string {
  return form.type === 'mobileconfig' ? PROFILE_MEDIA_TYPE : form.mediaType;
}

/** The browsers that a form is of use to. */
export function fitsOf(form: FormTemplate): Platform | 'any' {
  return form.type === 'mobileconfig' ? 'ios' : (form.for ?? 'any');
}

/** Media types that a device is known to take: by its record, or else by its model; null where nothing is known. */
export function takenBy({
  model,
  mediaTypes,
}: {
  readonly model: string | null;
  readonly mediaTypes: readonly string[] | null;
}): readonly string[] | null {
  if (mediaTypes !== null) return mediaTypes;
  return model !== null && /^(apple\s+)?(iphone|ipad|ipod)/i.test(model.trim()) ? [PROFILE_MEDIA_TYPE] : null;
}

export function isSlot(node: FormElement): node is FormSlot {
  return isWord(node, 'from');
}

export function isJoin(node: FormElement): node is FormJoin {
  return isWord(node, 'join');
}

export function isCondition(node: FormElement): node is FormCondition {
  return isWord(node, 'if');
}

export function isRepeat(node: FormElement): node is FormRepeat {
  return isWord(node, 'each');
}

export function isFormList(node: FormElement): node is readonly FormElement[] {
  return Array.isArray(node);
}

/** What is left when it is nothing else. */
export function isDictionary(node: FormElement): node is FormDictionary {
  return typeof node === 'object' && !Array.isArray(node) && FORM_WORDS.every((word) => !isWord(node, word));
}

function isWord(node: FormElement, word: (typeof FORM_WORDS)[number]): boolean {
  return typeof node === 'object' && !Array.isArray(node) && Object.hasOwn(node, word);
}
