/** What a judge says of a document. */
export type Verdict =
  | { readonly type: 'agrees'; readonly on: string }
  | { readonly type: 'disagrees'; readonly reason: string }
  /** The judge cannot be asked about this one. */
  | { readonly type: 'left out'; readonly reason: string };
