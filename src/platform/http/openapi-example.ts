type JsonSchema = Readonly<Record<string, unknown>>;

interface TextSchema {
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
}

type Components = Readonly<Record<string, JsonSchema>>;

/** What fields of these names are shown with, where it fits their schema. */
const NAMED: Readonly<Record<string, unknown>> = {
  username: 'ada',
  password: 'seven green bicycles',
  confirm_password: 'seven green bicycles',
  given_name: 'Ada',
  family_name: 'Lovelace',
  name: 'First steps',
  title: 'First steps',
  message: 'Handed in too late twice.',
  content: 'The sheet for next week is open.',
  feedback: 'Well done.',
  comment: 'Well done.',
  role_id: '_user_manager',
  organization_type: 'organization',
  course_content_kind_id: 'assignment',
  service_type: 'testing.worker',
  source_url: 'https://example.org/examples.git',
  example_identifier: 'first.steps',
  version_tag: 'latest',
  color: '#3366cc',
  status: 'finished',
  grade: 0.75,
  submit: true,
  files: { 'meta.yaml': 'version: 1.0.0\ntitle: First steps\n' },
};
/** Optional fields that an example has all the same: without them the operation is seldom wanted. */
const SHOWN = [
  'title',
  'given_name',
  'family_name',
  'example_identifier',
  'version_tag',
  'grade',
  'feedback',
  'submit',
];
/** Tried in this order for all other texts. */
const TEXTS = ['first_steps', 'first-steps', 'testing.worker', '1.0.0', 'en', 'https://example.org'];
const FORMATS: Readonly<Record<string, string>> = {
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  'date-time': '2026-02-01T08:00:00.000Z',
  email: 'ada@example.org',
  uri: 'https://example.org',
};

/**
 * A value of a schema to begin with, as people try an operation: of an object what is required and usual, else its
 * first field, so that trying a change changes little. `components` are what references lead to.
 */
export function exampleOf(schema: JsonSchema, components: Components): unknown {
  const { $ref: reference, anyOf: choices } = schema;
  if (typeof reference === 'string') return exampleOf(components[nameOf(reference)] ?? {}, components);
  const [told] = (schema['examples'] ?? schema['enum'] ?? []) as unknown[];
  if (told !== undefined) return told;
  if (Array.isArray(choices)) return exampleOf(choices[0] as JsonSchema, components);
  return ofType([schema['type']].flat()[0], schema, components);
}

function ofType(type: unknown, schema: JsonSchema, components: Components): unknown {
  switch (type) {
    case 'object':
      return objectOf(schema, components);
    case 'array':
      return [exampleOf((schema['items'] ?? {}) as JsonSchema, components)];
    case 'string':
      return textOf(schema);
    case 'boolean':
      return true;
    default:
      return numberOf(schema);
  }
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function objectOf(schema: JsonSchema, components: Components): unknown {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const { required = [] } = schema as { required?: string[] };
  const names = Object.keys(properties).filter((name) => required.includes(name) || SHOWN.includes(name));
  const chosen = names.length > 0 ? names : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(chosen.map((name) => [name, fieldOf(name, properties[name] ?? {}, components)]));
}

function fieldOf(name: string, schema: JsonSchema, components: Components): unknown {
  const value = exampleOf(schema, components);
  const named = NAMED[name];
  if (typeof named !== typeof value) return value;
  const { enum: values, pattern = '' } = schema as { enum?: unknown[]; pattern?: string };
  const fits = values === undefined ? new RegExp(pattern).test(String(named)) : values.includes(named);
  return fits ? named : value;
}

function textOf(schema: JsonSchema): string {
  const { format = '', pattern = '', minLength = 0, maxLength = Infinity } = schema as TextSchema;
  const known = FORMATS[format];
  if (known !== undefined) return known;
  const shape = new RegExp(pattern);
  const fits = (text: string) => shape.test(text) && text.length >= minLength && text.length <= maxLength;
  return TEXTS.find(fits) ?? '';
}

function numberOf({ minimum = 0, maximum = Infinity }: JsonSchema): number {
  return Math.min(Math.max(1, minimum as number), maximum as number);
}
