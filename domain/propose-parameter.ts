import type { PersonalValue, Purpose } from './personal-values.ts';

/** A value that became a parameter, and the parameter's name. */
export type Named = PersonalValue & { readonly parameter: string };

const TITLES: Readonly<Record<Purpose, string>> = {
  address: 'Mail address',
  username: 'User name',
  password: 'Password',
  identity: 'Identity',
  clientId: 'Client id',
  authData: 'Authentication data',
};

/** How long a value of each purpose may be where the document has room. */
const LENGTHS: Readonly<Record<Purpose, number>> = {
  address: 64,
  username: 80,
  password: 64,
  identity: 96,
  clientId: 64,
  authData: 64,
};

/** What is certain to be a mail address for whoever checks the parameter, and long enough that samples of one fit. */
const CERTAIN_MAIL = /^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*@([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,12}$/;
const LEAST_MAIL_LENGTH = 24;

/** Names parameters by what they are for; the second of a kind is number 2. */
export function named(values: readonly PersonalValue[]): Named[] {
  const counts = new Map<Purpose, number>();
  return values.map((value) => {
    const number = (counts.get(value.purpose) ?? 0) + 1;
    counts.set(value.purpose, number);
    return { ...value, parameter: number === 1 ? value.purpose : `${value.purpose}${number}` };
  });
}

/**
 * How many characters a parameter may have beyond those it has in the document.
 *
 * @param share - how much of the room that is wanted there is, from 0 to 1
 */
export function growthOf({ purpose, value }: PersonalValue, share: number): number {
  return Math.floor(Math.max(0, LENGTHS[purpose] - lengthOf(value)) * share);
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** The schema of a parameter. A secret is never in it; of another value it may be the example. */
export function proposeParameter(
  value: PersonalValue,
  { share, hasExample }: { readonly share: number; readonly hasExample: boolean },
): Readonly<Record<string, unknown>> {
  const most = lengthOf(value.value) + growthOf(value, share);
  const isMail = value.purpose === 'address' && most >= LEAST_MAIL_LENGTH && CERTAIN_MAIL.test(value.value);
  return {
    type: 'string',
    title: TITLES[value.purpose],
    ...(isMail ? { format: 'email' } : { minLength: 1 }),
    maxLength: most,
    ...(value.isSecret ? { writeOnly: true } : hasExample && { examples: [value.value] }),
  };
}

/** What people call a parameter: `password2` is the second password. */
export function wordsFor({ purpose, parameter }: Named): string {
  const number = parameter.slice(purpose.length);
  return `${TITLES[purpose]}${number === '' ? '' : ` ${number}`}`;
}
