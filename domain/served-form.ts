/** Phones that are known by what their browsers call themselves. */
export const PLATFORMS = ['ios', 'android'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** A form of a document, as far as it matters for who gets it. */
export interface FormOffer {
  /** Without parameters, in lower case. */
  readonly mediaType: string;
  /** Browsers that it is of use to, beside programs that ask for its media type; absent for none. */
  readonly fits?: Platform | 'any' | undefined;
}

/** A form of a document, ready to be served over HTTP. */
export interface ServedForm extends FormOffer {
  /** The media type with its parameters. */
  readonly contentType: string;
  readonly body: Uint8Array;
  /** What a browser is to call what it keeps. */
  readonly fileName?: string;
}

/** What is known of whoever asks for a document. */
export interface FormWish {
  /** The Accept header; empty for none. */
  readonly accept: string;
  /** The User-Agent header; empty for none. */
  readonly userAgent: string;
  /** Media types that the phone is known to take; null where nothing is known. */
  readonly takes: readonly string[] | null;
  /** A person has pressed the button for it. */
  readonly isAsked: boolean;
}

/** `page`: to a person first, who is asked whether he wants it; without a form there is none that his browser can use. */
export type FormChoice<Form> =
  | { readonly type: 'serve'; readonly form: Form }
  | { readonly type: 'page'; readonly form: Form | undefined };

/**
 * Which form of a document answers a request. A program that names a media type gets that. Everybody else is a browser, or a
 * robot that looks at links in messages: nothing is handed out before somebody presses a button.
 *
 * @param forms - the best first
 */
export function chooseForm<Form extends FormOffer>(forms: readonly Form[], wish: FormWish): FormChoice<Form> {
  const named = wish.isAsked ? undefined : namedBy(wish.accept, forms);
  if (named !== undefined) return { type: 'serve', form: named };
  const form = formForBrowser(forms, wish);
  return wish.isAsked && form !== undefined ? { type: 'serve', form } : { type: 'page', form };
}

/** The form that a browser on the phone would get: what the phone is known to take, else what the browser gives away. */
export function formForBrowser<Form extends FormOffer>(
  forms: readonly Form[],
  { takes, userAgent }: Pick<FormWish, 'takes' | 'userAgent'>,
): Form | undefined {
  const platform = platformOf(userAgent);
  return (
    forms.find(({ mediaType }) => takes?.includes(mediaType)) ??
    forms.find(({ fits }) => fits !== undefined && fits === platform) ??
    forms.find(({ fits }) => fits === 'any')
  );
}

/** What a browser says that it runs on. Those on tablets of Apple pass for a computer: they are told by the record of the device. */
function platformOf(userAgent: string): Platform | undefined {
  if (/\b(iPhone|iPad|iPod)\b/.test(userAgent)) return 'ios';
  return /\bAndroid\b/.test(userAgent) ? 'android' : undefined;
}

/**
 * The form that an Accept header names with the greatest weight (RFC 9110 §12.5.1). Wildcards name nothing, and neither does
 * what weighs less than a page: browsers accept all sorts of things.
 */
function namedBy<Form extends FormOffer>(accept: string, forms: readonly Form[]): Form | undefined {
  const weights = weightsOf(accept);
  const least = weights.get('text/html') ?? 0;
  const weightOf = ({ mediaType }: Form): number => weights.get(mediaType) ?? 0;
  const named = forms.filter((form) => weightOf(form) > 0 && weightOf(form) >= least);
  // Sorting is stable: of equals the best form stays first.
  return named.toSorted((one, other) => weightOf(other) - weightOf(one))[0];
}

const MOST_RANGES = 50;

function weightsOf(accept: string): Map<string, number> {
  const ranges = accept.slice(0, 4_000).toLowerCase().split(',', MOST_RANGES);
  return new Map(
    ranges.map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.map((parameter) => /^q=([01](?:\.\d{0,3})?)$/.exec(parameter)?.[1]).find(Boolean);
      return [type, Number(weight ?? 1)];
    }),
  );
}
