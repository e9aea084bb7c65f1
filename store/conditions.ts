/**
 * What is asked of a list, as SQL: of the conditions that are known by name, those whose binding is there.
 *
 * So there is a statement for each set of filters, and each is planned for what it asks. One statement for all, with
 * `:state is null or state = :state`, is planned once for anything after a few calls, and then reads past every row that the
 * filter leaves out.
 */
export function conditionsOf(
  known: Readonly<Record<string, string>>,
  bindings: Readonly<Record<string, unknown>>,
): string[] {
  return Object.entries(known).flatMap(([name, text]) => ((bindings[name] ?? null) === null ? [] : [text]));
}
