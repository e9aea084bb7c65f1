import { PAP_DELIVERY_METHODS, PAP_PRIORITIES, PAP_REPLACE_METHODS, PAP_STATES } from './pap-message.ts';
import type { XmlElement } from './xml-element.ts';

/** Any text, a time, a code of four digits, or one of these. */
type Form = 'text' | 'time' | 'code' | readonly string[];

interface ElementRule {
  readonly required?: Readonly<Record<string, Form>>;
  readonly optional?: Readonly<Record<string, Form>>;
  /** What may stand in it: the names of its elements in order, a space after each. Nothing when absent. */
  readonly content?: RegExp;
}

const BOOLEAN = ['true', 'false'] as const;
const RESULT = { required: { code: 'code' }, optional: { desc: 'text' } } as const;
const SENDER = { 'sender-address': 'text', 'sender-name': 'text' } as const;

/** UTC with seconds, and nothing else (WAP-247-PAP §9.2). */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const CODE = /^\d{4}$/;

/** The elements of a control entity (DTD PAP 2.0, with what 2.1 has beside it), as data. */
const ELEMENTS: ReadonlyMap<string, ElementRule> = new Map(
  Object.entries({
    pap: { optional: { 'product-name': 'text' }, content: /^[a-z-]+-(message|response) $/ },
    'push-message': {
      required: { 'push-id': 'text' },
      optional: {
        'deliver-before-timestamp': 'time',
        'deliver-after-timestamp': 'time',
        'source-reference': 'text',
        'progress-notes-requested': BOOLEAN,
        'ppg-notify-requested-to': 'text',
        'replace-push-id': 'text',
        'replace-method': PAP_REPLACE_METHODS,
      },
      content: /^(address )+(quality-of-service )?$/,
    },
    address: { required: { 'address-value': 'text' } },
    'quality-of-service': {
      optional: {
        priority: PAP_PRIORITIES,
        'delivery-method': PAP_DELIVERY_METHODS,
        network: 'text',
        'network-required': BOOLEAN,
        bearer: 'text',
        'bearer-required': BOOLEAN,
      },
    },
    'push-response': {
      required: { 'push-id': 'text' },
      optional: { ...SENDER, 'reply-time': 'time' },
      content: /^(progress-note )*(response-result )$/,
    },
    'progress-note': { required: { stage: 'text' }, optional: { note: 'text', time: 'time' } },
    'response-result': RESULT,
    'cancel-message': { required: { 'push-id': 'text' }, content: /^(address )*$/ },
    'cancel-response': { required: { 'push-id': 'text' }, content: /^(cancel-result )+$/ },
    'cancel-result': { ...RESULT, content: /^(address )*$/ },
    'resultnotification-message': {
      required: { 'push-id': 'text', 'message-state': PAP_STATES, code: 'code' },
      optional: { ...SENDER, 'received-time': 'time', 'event-time': 'time', desc: 'text' },
      content: /^(address )(quality-of-service )?$/,
    },
    'resultnotification-response': {
      required: { 'push-id': 'text', code: 'code' },
      optional: { desc: 'text' },
      content: /^(address )?$/,
    },
    'statusquery-message': { required: { 'push-id': 'text' }, content: /^(address )*$/ },
    'statusquery-response': { required: { 'push-id': 'text' }, content: /^(statusquery-result )+$/ },
    'statusquery-result': {
      required: { 'message-state': PAP_STATES, code: 'code' },
      optional: { 'event-time': 'time', desc: 'text' },
      content: /^(address )*(quality-of-service )?$/,
    },
    'badmessage-response': {
      required: { code: 'code', 'bad-message-fragment': 'text' },
      optional: { desc: 'text' },
    },
  } satisfies Record<string, ElementRule>),
);

/** Finds the first thing in an element that its DTD does not allow; undefined when there is none. */
export function findPapFault(element: XmlElement): string | undefined {
  const rule = ELEMENTS.get(element.name);
  if (rule === undefined) return 'expected an element of PAP, got another';
  const own = attributeFault(element, rule) ?? contentFault(element, rule);
  if (own !== undefined) return own;
  for (const child of element.children) {
    const fault = findPapFault(child);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function attributeFault({ name, attributes }: XmlElement, { required = {}, optional = {} }: ElementRule) {
  const missing = Object.keys(required).find((key) => attributes[key] === undefined);
  if (missing !== undefined) return `expected ${missing} in ${name}, got none`;
  const forms = new Map(Object.entries({ ...optional, ...required }));
  for (const [key, value] of Object.entries(attributes)) {
    const form = forms.get(key);
    if (form === undefined) return `expected only attributes of ${name}, got another`;
    if (!hasForm(value, form)) return `expected ${key} in its form, got another`;
  }
  return undefined;
}

function hasForm(value: string, form: Form): boolean {
  if (form === 'text') return true;
  if (form === 'time') return TIME.test(value) && !Number.isNaN(Date.parse(value));
  return form === 'code' ? CODE.test(value) : form.includes(value);
}

function contentFault({ name, children }: XmlElement, { content = /^$/ }: ElementRule): string | undefined {
  const names = children.map((child) => `${child.name} `).join('');
  return content.test(names) ? undefined : `expected other elements in ${name}`;
}
