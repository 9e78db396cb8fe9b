import { unique } from '../../factories/course.js';
import { exampleFiles } from '../../factories/example.js';
import type { Operation, Schema } from './operations.js';

type Ids = Record<string, string>;

/** Fields that a valid request needs beyond what its schema says. */
const MORE: Record<string, (ids: Ids) => Record<string, unknown>> = {
  'POST /auth/login': (ids) => ({ username: 'admin', password: ids['adminPassword'] }),
  'POST /user/password': (ids) => ({ password: 'long enough 4 this', username: ids['strangerName'] }),
  'POST /organizations': () => ({ organization_type: 'organization', title: 'University' }),
  'POST /system/deploy/organizations': () => ({
    organization: { path: unique('org'), organization_type: 'organization', title: 'University' },
  }),
  'POST /example-repositories': (ids) => ({ organization_id: ids['organization'] }),
  'POST /service-accounts': () => ({ service_type: 'testing.temporal' }),
  'POST /jobs/claim': () => ({ wait_seconds: 0 }),
  'POST /jobs/{id}/complete': () => ({ status: 'failed' }),
  'POST /examples/upload': () => ({ files: exampleFiles() }),
  'POST /lecturers/course-contents/{id}/assign-example': (ids) => ({
    example_id: ids['example'],
    version_tag: 'latest',
  }),
  'POST /system/hierarchy/create': () => ({
    deployment_config: { organizations: [{ name: 'University', path: unique('hierarchy') }] },
  }),
  'POST /tasks/submit': (ids) => ({ task_name: 'deploy-course', parameters: { course_id: ids['course'] } }),
  'POST /results': (ids) => ({ submission_artifact_id: ids['artifact'] }),
  'POST /tests': (ids) => ({ artifact_id: ids['artifact'] }),
  'PATCH /course-contents/{id}/move': (ids) => ({ path: `moved_${(ids['scratchContent'] ?? '').slice(-6)}` }),
  'PATCH /tutors/course-members/{member_id}/course-contents/{id}': (ids) => ({
    grade: 0.5,
    artifact_id: ids['artifact'],
  }),
};

/** A body that the route accepts: its required fields, each with a value nobody else has sent. */
export function validBody(operation: Operation, ids: Ids, newPerson: () => string): Record<string, unknown> {
  return { ...validObject(operation.body ?? {}, ids, newPerson), ...MORE[operation.route]?.(ids) };
}

function validObject(schema: Schema, ids: Ids, newPerson: () => string): Record<string, unknown> {
  const { properties = {}, required = [] } = schema;
  return Object.fromEntries(
    required.map((name) => [name, valid(name, properties[name] ?? {}, ids, newPerson)]),
  );
}

const OF_FIELD: Record<string, string> = {
  course_family_id: 'family',
  course_content_type_id: 'contentType',
  course_content_id: 'content',
  course_member_id: 'member',
  submission_group_id: 'team',
  repository_id: 'repository',
  lease: 'lease',
};

/** Rows of the look-up tables that a field names. */
const OF_TABLE: Record<string, string> = { role_id: '_user_manager', course_content_kind_id: 'assignment' };

function valid(name: string, schema: Schema, ids: Ids, newPerson: () => string): unknown {
  if (name === 'user_id') return newPerson();
  const id = ids[OF_FIELD[name] ?? name.replace(/_id$/, '')];
  if (id !== undefined && (name in OF_FIELD || schema.format === 'uuid')) return id;
  if (schema.properties !== undefined) return validObject(schema, ids, newPerson);
  return OF_TABLE[name] ?? schema.enum?.[0] ?? ofType(name, schema);
}

function ofType(name: string, { type, format, minimum }: Schema): unknown {
  if (format === 'email') return `${unique('mail')}@uni.example`;
  const values: Record<string, unknown> = {
    string: validText(name),
    number: minimum ?? 0,
    integer: minimum ?? 0,
    boolean: true,
    array: [],
  };
  return values[String(type)] ?? {};
}

/** Names are of letters, digits and `_`; slugs may have no `_`. */
function validText(name: string): string {
  const text = unique(name.replace(/[^a-z]/g, ''));
  return name === 'slug' ? text.replaceAll('_', '-') : text;
}
