import type { Characteristic, CpDocument } from './document.ts';
import { parmRule } from './parm-rules.ts';

/** What a value that is a user's own is for; the name of the parameter that it becomes. */
export type Purpose = 'address' | 'username' | 'password' | 'identity' | 'clientId' | 'authData';

/** A value of a document that is a user's own, with every place where it is the whole value of a parm. */
export interface PersonalValue {
  readonly value: string;
  readonly isSecret: boolean;
  readonly purpose: Purpose;
  /** Paths as in `APPLICATION[1]/APPAUTH[1]/AAUTHNAME`. */
  readonly paths: readonly string[];
}

/** By the name of the parm, wherever it stands (OMA ProvCont 1.1 §5). */
const BY_NAME: ReadonlyMap<string, Purpose> = new Map([
  ['AAUTHNAME', 'username'],
  ['AUTHNAME', 'username'],
  ['PXAUTH-ID', 'username'],
  ['BASAUTH-ID', 'username'],
  ['AAUTHSECRET', 'password'],
  ['AUTHSECRET', 'password'],
  ['PXAUTH-PW', 'password'],
  ['BASAUTH-PW', 'password'],
  ['PROXY-PW', 'password'],
  ['AAUTHDATA', 'authData'],
  ['CLIENT-ID', 'clientId'],
  ['FROM', 'address'],
  ['RT-ADDR', 'address'],
]);
const SECRETS: readonly Purpose[] = ['password', 'authData'];

/** Names that vendors give to secrets and to accounts. Too much taken for one costs a parameter; too little, a leak. */
const SECRET_NAME = /PASS|PWD|SECRET|TOKEN|CREDENTIAL|(^|[-_.])(PW|PIN|KEY)([-_.]|$)|(KEY|PIN|PW)$/i;
const ACCOUNT_NAME = /(USER|LOGIN|ACCOUNT|SUBSCRIBER)(?!.?AGENT)|MSISDN|IMSI|IMEI|IMPI|IMPU|(^|[-_.])UID([-_.]|$)/i;
const MAIL = /^[^\s@:/]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
/** Answers to a question such as REQUIRE-PASSWORD. */
const YES_OR_NO = /^(0|1|true|false|yes|no|on|off)$/i;
const SIP = /^(sips?|tel):/i;

/** The values of a document that tell one user from another, each once, in the order in which they come. */
export function personalValues(document: CpDocument): PersonalValue[] {
  const found = new Map<string, { value: string; isSecret: boolean; purposes: Purpose[]; paths: string[] }>();
  visit(document.characteristics, '', (characteristic, path) => {
    for (const { name, value = '' } of characteristic.parms) {
      const purpose = purposeOf(characteristic, name, value);
      if (purpose === undefined) continue;
      const key = keyOf({ purpose, value });
      const known = found.get(key) ?? { value, isSecret: SECRETS.includes(purpose), purposes: [], paths: [] };
      known.purposes.push(purpose);
      known.paths.push(`${path}/${name}`);
      found.set(key, known);
    }
  });
  return [...found.values()].map(({ purposes, ...rest }) => ({ ...rest, purpose: strongest(purposes) }));
}

/** One value is one parameter, whatever it is for; but a secret is never shared with what is none. */
export function keyOf({ purpose, value }: { readonly purpose: Purpose; readonly value: string }): string {
  return `${SECRETS.includes(purpose) ? 'secret' : 'open'} ${value}`;
}

/** What a parm's value is for when it is a user's own. */
export function purposeOf(characteristic: Characteristic, name: string, value: string): Purpose | undefined {
  // Nothing, and what only stands for nothing, is nobody's.
  if (value.trim() === '') return undefined;
  const byName = BY_NAME.get(name);
  if (byName !== undefined) return byName;
  if (MAIL.test(value)) return 'address';
  if (isListed(characteristic, name) || YES_OR_NO.test(value)) return undefined;
  if (SECRET_NAME.test(name)) return 'password';
  if (SIP.test(value)) return 'identity';
  return ACCOUNT_NAME.test(name) ? 'username' : undefined;
}

/** Parms of ProvCont itself; those that are open by design may hold anything. */
function isListed(characteristic: Characteristic, name: string): boolean {
  const rule = parmRule(characteristic, name);
  return rule !== undefined && rule.kind !== 'either';
}

/** One value may be address and user name at once: then it is the address. */
function strongest(purposes: readonly Purpose[]): Purpose {
  const [first = 'username'] = purposes;
  return purposes.includes('address') ? 'address' : first;
}

function visit(
  siblings: readonly Characteristic[],
  prefix: string,
  tell: (characteristic: Characteristic, path: string) => void,
): void {
  const counts = new Map<string, number>();
  for (const characteristic of siblings) {
    const number = (counts.get(characteristic.type) ?? 0) + 1;
    counts.set(characteristic.type, number);
    const path = `${prefix}${characteristic.type}[${number}]`;
    tell(characteristic, path);
    visit(characteristic.children, `${path}/`, tell);
  }
}
