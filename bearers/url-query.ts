/** What may follow the `?` of a bearer's URL, read so that an error never shows a piece of the URL: it may hold a password. */
export interface UrlQuery<Parameter extends string> {
  /** As it stands; undefined when it is absent. */
  readonly text: (name: Parameter) => string | undefined;
  /** @throws Error when it is no whole number of the form */
  readonly number: (name: Parameter) => number | undefined;
  /** @throws Error when it is none of the choices */
  readonly choice: <const T extends string>(name: Parameter, choices: readonly T[]) => T | undefined;
  /** The options that numbers stand for, those that are given. */
  readonly numbers: <Option extends string>(
    options: Readonly<Partial<Record<Parameter, Option>>>,
  ) => Partial<Record<Option, number>>;
}

export interface UrlReader<Parameter extends string> {
  /** An error that says what was wanted. */
  readonly wrong: (wanted: string) => Error;
  /** @throws Error when it is no URL */
  readonly url: (text: string) => URL;
  /** @throws Error when a parameter is unknown or comes twice */
  readonly query: (params: URLSearchParams) => UrlQuery<Parameter>;
  /** Undoes percent-encoding. @throws Error when that is wrong */
  readonly decode: (text: string) => string;
}

/** Decimal, at most nine digits. */
const DECIMAL = /^\d{1,9}$/;

/**
 * Reads the URLs of one kind of bearer.
 *
 * @param kind - as errors call it, such as `SMPP`
 * @param credentials - as errors call what stands before the host
 */
export function createUrlReader<Parameter extends string>(
  parameters: readonly Parameter[],
  {
    kind,
    credentials,
    numberForm = DECIMAL,
  }: { readonly kind: string; readonly credentials: string; readonly numberForm?: RegExp },
): UrlReader<Parameter> {
  const wrong = (wanted: string, cause?: unknown): Error =>
    new Error(`Cannot read ${kind} URL: expected ${wanted}`, cause === undefined ? {} : { cause });

  function readQuery(params: URLSearchParams): ReadonlyMap<string, string> {
    const query = new Map<string, string>();
    for (const [name, value] of params) {
      if (!parameters.some((known) => known === name)) throw wrong(`no parameters but ${parameters.join(', ')}`);
      if (query.has(name)) throw wrong(`${name} once`);
      query.set(name, value);
    }
    return query;
  }

  return {
    wrong,
    url(text) {
      if (!URL.canParse(text)) throw wrong('a URL; is the password percent-encoded?');
      return new URL(text);
    },
    query: (params) => queryFrom(readQuery(params), { wrong, numberForm }),
    decode(text) {
      try {
        return decodeURIComponent(text);
      } catch (error) {
        // A URIError says `URI malformed` and nothing of the URL.
        throw wrong(`${credentials} to be percent-encoded`, error);
      }
    },
  };
}

function queryFrom<Parameter extends string>(
  query: ReadonlyMap<string, string>,
  { wrong, numberForm }: { readonly wrong: (wanted: string) => Error; readonly numberForm: RegExp },
): UrlQuery<Parameter> {
  const number = (name: string): number | undefined => {
    const value = query.get(name);
    if (value === undefined) return undefined;
    if (!numberForm.test(value)) throw wrong(`${name} to be a whole number`);
    return Number(value);
  };
  return {
    text: (name) => query.get(name),
    number,
    choice(name, choices) {
      const value = query.get(name);
      if (value === undefined) return undefined;
      const found = choices.find((one) => one === value);
      if (found === undefined) throw wrong(`${name} to be one of ${choices.join(', ')}`);
      return found;
    },
    numbers<Option extends string>(options: Readonly<Partial<Record<Parameter, Option>>>) {
      const given: Partial<Record<Option, number>> = {};
      for (const [parameter, option] of Object.entries<Option | undefined>(options)) {
        const value = option === undefined ? undefined : number(parameter);
        if (option !== undefined && value !== undefined) given[option] = value;
      }
      return given;
    },
  };
}

/** Pauses before another connection is tried: the longest is a minute, or as long as the shortest. */
export function readReconnect(query: UrlQuery<'reconnectMin' | 'reconnectMax'>): {
  readonly minMs: number;
  readonly maxMs: number;
} {
  const minMs = query.number('reconnectMin') ?? 500;
  return { minMs, maxMs: query.number('reconnectMax') ?? Math.max(60_000, minMs) };
}
