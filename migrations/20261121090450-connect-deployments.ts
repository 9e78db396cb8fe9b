import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Foreign key, table and column of everything that refers to examples, versions and services from courses. */
const REFERENCES = [
  ['deployments_example_fk', 'deployments', 'example_id', 'example.examples'],
  ['deployments_version_fk', 'deployments', 'example_version_id', 'example.example_versions'],
  ['deployment_history_version_fk', 'deployment_history', 'example_version_id', 'example.example_versions'],
  [
    'deployment_history_previous_fk',
    'deployment_history',
    'previous_example_version_id',
    'example.example_versions',
  ],
  ['course_contents_service_fk', 'course_contents', 'testing_service_id', 'execution.services'],
] as const;

/** Deployments refer to examples, which keeps what courses use from being changed or removed. */
export class ConnectDeployments20261121090450 implements MigrationInterface {
  name = 'ConnectDeployments20261121090450';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, table, column, target] of REFERENCES) {
      await runner.query(`
        ALTER TABLE course.${table} ADD CONSTRAINT ${name} FOREIGN KEY (${column}) REFERENCES ${target} (id) ON DELETE RESTRICT`);
    }
    await runner.query(
      'CREATE INDEX deployment_history_version ON course.deployment_history (example_version_id)',
    );
    await runner.query(
      'CREATE INDEX deployment_history_previous ON course.deployment_history (previous_example_version_id)',
    );
    await runner.query(`
      ALTER TABLE course.deployments
        ADD CONSTRAINT deployments_assigned CHECK (
          deployment_status = 'unassigned' OR (example_identifier IS NOT NULL AND version_tag IS NOT NULL)),
        ADD CONSTRAINT deployments_released CHECK (deployment_status <> 'deployed' OR deployed_at IS NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE course.deployments DROP CONSTRAINT deployments_assigned, DROP CONSTRAINT deployments_released`);
    await runner.query('DROP INDEX course.deployment_history_version, course.deployment_history_previous');
    for (const [name, table] of REFERENCES) {
      await runner.query(`ALTER TABLE course.${table} DROP CONSTRAINT ${name}`);
    }
  }
}
