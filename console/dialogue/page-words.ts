/** What settings do to a phone. */
export const CHANGES = [
  'accessPoint',
  'wifi',
  'proxy',
  'accessRules',
  'mail',
  'pictureMessages',
  'browser',
  'synchronisation',
  'management',
  'instantMessages',
  'internetCalls',
  'location',
  'application',
  'vendor',
  'identity',
  'laterChanges',
] as const;
export type Change = (typeof CHANGES)[number];

/** What the page can say about an order after its question. */
export type Stage =
  | 'received'
  | 'waiting'
  | 'sending'
  | 'sent'
  | 'arrived'
  | 'installed'
  | 'delivered'
  | 'handedOver'
  | 'unconfirmed'
  | 'declined'
  | 'refused'
  | 'expired'
  | 'cancelled'
  | 'failed'
  | 'elsewhere';

/** What is said on top of a stage. */
export type Note = 'already' | 'tooLate' | 'elsewhere' | 'unanswered';

/** What is wanted of a field. */
export type Hint =
  | 'length'
  | 'minLength'
  | 'maxLength'
  | 'exactLength'
  | 'whole'
  | 'number'
  | 'range'
  | 'minimum'
  | 'maximum'
  | 'email'
  | 'url'
  | 'phone'
  | 'date'
  | 'time'
  | 'host'
  | 'address'
  | 'example';

interface Told {
  readonly title: string;
  readonly text: string;
}

/** Our own words on the page, around those of the provider. `{…}` is filled in. */
export interface PageWords {
  readonly languages: string;
  readonly forPhone: string;
  readonly answerBy: string;
  readonly title: string;
  readonly changesTitle: string;
  readonly changes: Readonly<Record<Change, string>>;
  readonly howItComes: string;
  readonly pinNeeded: string;
  readonly fieldsTitle: string;
  readonly secretNote: string;
  readonly optional: string;
  readonly accept: string;
  readonly decline: string;
  readonly declineNote: string;
  readonly choose: string;
  readonly yes: string;
  readonly no: string;
  readonly hints: Readonly<Record<Hint, string>>;
  readonly errorMark: string;
  readonly errorsTitle: string;
  readonly missing: string;
  readonly wrong: string;
  readonly outdated: string;
  readonly stages: Readonly<Record<Stage, Told>>;
  readonly notes: Readonly<Record<Note, string>>;
  readonly stepsTitle: string;
  readonly steps: readonly [received: string, sent: string, installed: string];
  readonly stepDone: string;
  readonly stepNow: string;
  readonly updates: string;
  readonly lookAgain: string;
  readonly pinTitle: string;
  readonly pinText: string;
  /** Of a yes that counts for a while. */
  readonly standing: {
    /** Beside the box on the page that asks. */
    readonly offer: string;
    /** On the page after it. */
    readonly given: string;
    readonly link: string;
    /** The page to take it back. */
    readonly title: string;
    readonly text: string;
    readonly withdraw: string;
    readonly note: string;
    readonly ended: Told;
  };
  readonly missingPage: Told;
  readonly busyPage: Told;
  readonly failurePage: Told;
}
