import { claim, job, library, row, user } from '../rule.js';

/** The example library (contract 06, sections 1 and 2). */
export const examplePermissions = {
  'example-repository.list': row('GET /example-repositories', [user()]),
  'example-repository.get': row('GET /example-repositories/{id}', [user()]),
  'example-repository.create': row('POST /example-repositories', [library(), claim('example:create')], {
    on: 'organization.body.organization_id',
    optional: true,
  }),
  'example-repository.update': row('PATCH /example-repositories/{id}', [library(), claim('example:create')], {
    on: 'own-example-repository.params.id',
  }),
  'example.list': row('GET /examples', [user()]),
  'example.get': row('GET /examples/{id}', [user()]),
  'example-version.list': row('GET /examples/{id}/versions', [user()], { token: 'example:get' }),
  'example-version.get': row('GET /examples/versions/{version_id}', [user()], { token: 'example:get' }),
  'example.upload': row('POST /examples/upload', [library(), claim('example:upload')], {
    on: 'example-repository.body.repository_id',
  }),
  'example.download': row('GET /examples/{id}/download', [library(), claim('example:download'), job()], {
    on: 'example.params.id',
  }),
  'example-version.download': row(
    'GET /examples/download/{version_id}',
    [library(), claim('example:download'), job()],
    { on: 'example-version.params.version_id', token: 'example:download' },
  ),
} as const;
