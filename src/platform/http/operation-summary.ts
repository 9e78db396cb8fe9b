type Sentence = (noun: string) => string;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  list: (noun) => `List ${plural(noun)}`,
  get: (noun) => `Show one ${noun}`,
  create: (noun) => `Create one ${noun}`,
  update: (noun) => `Change one ${noun}`,
  remove: (noun) => `Remove one ${noun}`,
  archive: (noun) => `Archive one ${noun}`,
  unarchive: (noun) => `Take one ${noun} out of the archive`,
  revoke: (noun) => `Revoke one ${noun}`,
};

/**
 * A short sentence for an operation that has none of its own (`@ApiOperation`), from the names of its controller and
 * method: `CourseMember_list` is `List course members`.
 */
export function summaryOf(operationId: string): string {
  const [controller = '', method = ''] = operationId.split('_', 2);
  const noun = wordsOf(controller);
  const sentence = SENTENCES[method];
  if (sentence !== undefined) return sentence(noun);
  const words = wordsOf(method);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} (${noun})`;
}

function wordsOf(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\bapi\b/g, 'API');
}

function plural(noun: string): string {
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
