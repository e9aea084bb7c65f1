/** Every host: an operator's word for a tenant that is trusted with any. */
export const ANY_DOMAIN = '*';

const FORM = /^[a-z0-9]+(-+[a-z0-9]+)*([.][a-z0-9]+(-+[a-z0-9]+)*)*$/;
/** RFC 1035 §2.3.4, less the label that the proof is kept under. */
const MOST_CHARACTERS = 245;
const LABEL_CHARACTERS = 63;

/**
 * Suffixes of several labels under which strangers have names: whoever shows a record under one would speak for all of
 * them. Not the whole public suffix list, which grows daily; that nobody but its registry can write a record under one
 * is what really stands in the way.
 */
const SHARED_SUFFIXES: ReadonlySet<string> = new Set([
  ...under('uk', ['ac', 'co', 'gov', 'ltd', 'me', 'net', 'nhs', 'org', 'plc', 'police', 'sch']),
  ...under('au', ['asn', 'com', 'edu', 'gov', 'id', 'net', 'org']),
  ...under('nz', ['ac', 'co', 'geek', 'gen', 'govt', 'net', 'org', 'school']),
  ...under('jp', ['ac', 'ad', 'co', 'ed', 'go', 'gr', 'lg', 'ne', 'or']),
  ...under('kr', ['ac', 'co', 'go', 'ne', 'or', 're']),
  ...under('cn', ['ac', 'com', 'edu', 'gov', 'net', 'org']),
  ...under('tw', ['com', 'edu', 'gov', 'net', 'org']),
  ...under('hk', ['com', 'edu', 'gov', 'net', 'org']),
  ...under('sg', ['com', 'edu', 'gov', 'net', 'org']),
  ...under('my', ['com', 'edu', 'gov', 'net', 'org']),
  ...under('in', ['ac', 'co', 'edu', 'firm', 'gen', 'gov', 'ind', 'net', 'nic', 'org', 'res']),
  ...under('id', ['ac', 'co', 'go', 'net', 'or', 'web']),
  ...under('th', ['ac', 'co', 'go', 'in', 'net', 'or']),
  ...under('za', ['ac', 'co', 'gov', 'net', 'org', 'web']),
  ...under('ke', ['ac', 'co', 'go', 'ne', 'or']),
  ...under('ng', ['com', 'edu', 'gov', 'net', 'org']),
  ...under('eg', ['com', 'edu', 'gov', 'net', 'org']),
  ...under('br', ['art', 'com', 'edu', 'gov', 'ind', 'net', 'org']),
  ...under('ar', ['com', 'edu', 'gob', 'net', 'org']),
  ...under('mx', ['com', 'edu', 'gob', 'net', 'org']),
  ...under('co', ['com', 'edu', 'gov', 'net', 'org']),
  ...under('pe', ['com', 'edu', 'gob', 'net', 'org']),
  ...under('tr', ['av', 'bel', 'com', 'edu', 'gen', 'gov', 'net', 'org', 'web']),
  ...under('il', ['ac', 'co', 'gov', 'muni', 'net', 'org']),
  ...under('ua', ['com', 'edu', 'gov', 'kiev', 'net', 'org']),
  ...under('pl', ['com', 'edu', 'gov', 'net', 'org', 'waw']),
  ...under('es', ['com', 'edu', 'gob', 'nom', 'org']),
  ...under('pt', ['com', 'edu', 'gov', 'org']),
  ...under('gr', ['com', 'edu', 'gov', 'net', 'org']),
  ...under('at', ['ac', 'co', 'gv', 'or']),
  ...under('hu', ['co', 'org']),
  ...under('it', ['edu', 'gov']),
  ...under('fr', ['asso', 'com', 'gouv']),
  ...under('com', ['appspot', 'azurewebsites', 'blogspot', 'cloudfront', 'herokuapp', 'myshopify', 'wordpress']),
  ...under('net', ['azureedge', 'cloudapp', 'fastly', 'trafficmanager']),
  ...under('io', ['github', 'gitlab', 'readthedocs']),
  ...under('dev', ['pages', 'workers', 'web']),
  ...under('app', ['netlify', 'vercel', 'web', 'firebaseapp', 'fly']),
  'amazonaws.com',
  's3.amazonaws.com',
  'onrender.com',
  'duckdns.org',
]);

/** Whether a text is a domain name as it is kept: lower case, in its ASCII form, without a dot at its end. */
export function isDomainName(text: string): boolean {
  return (
    text.length <= MOST_CHARACTERS &&
    FORM.test(text) &&
    text.split('.').every((label) => label.length <= LABEL_CHARACTERS)
  );
}

/** Why a DNS record would prove nothing of a domain; undefined when it would. */
export function reasonUnprovable(domain: string): string | undefined {
  const labels = domain.split('.');
  if (labels.length < 2) return 'a name of at least two labels';
  if (/^[0-9]+$/.test(labels.at(-1) ?? '')) return 'a name, not an address';
  if (SHARED_SUFFIXES.has(domain)) return 'a name of your own, not one that strangers have names under';
  return undefined;
}

function under(suffix: string, labels: readonly string[]): string[] {
  return labels.map((label) => `${label}.${suffix}`);
}
