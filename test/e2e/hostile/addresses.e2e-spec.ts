import { uuidv7 } from 'uuidv7';
import type { Answer } from '../../setup/test-client.js';
import type { Operation, Schema } from './operations.js';
import { addressOf, callersOf, inParallel, lanesOf, type Stage, startStage } from './stage.js';
import { IN_ADDRESS, MALFORMED } from './values.js';
import { validBody } from './bodies.js';
import { faultOf } from './verdict.js';

/** Names of columns and expressions that no list can be sorted by. */
const NO_SORT_FIELDS = [
  'password_hash',
  'total_count',
  'id;',
  'id desc',
  'id,password_hash',
  '--id',
  '-',
  '1',
  '(select 1)',
  'pg_sleep(5)',
  'constructor',
  'toString',
  '__proto__',
  'id\u00a0',
  'ID',
];
const PAGES = ['-1', '1.5', 'x', '1e3', '0x10', 'NaN', '%20', '', '1;2', '1&PARAM=2', 'null'];

function isPlainText(schema: Schema): boolean {
  const { type, format, pattern, enum: choices } = schema.items ?? schema;
  return type === 'string' && format === undefined && pattern === undefined && choices === undefined;
}

describe('each part of each address', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());

  /** Requests of each route one after the other, routes of different resources at once; returns what was wrong. */
  const faultsOf = async (
    operations: Operation[],
    requestsOf: (operation: Operation) => string[],
    judge: (answer: Answer, address: string) => string | null,
  ): Promise<string[]> => {
    const faults: string[] = [];
    await inParallel(lanesOf(operations), async (lane) => {
      for (const operation of lane) {
        const caller = callersOf(stage, operation)[0];
        if (caller === undefined) throw new Error(`nobody may ${operation.route}`);
        for (const address of requestsOf(operation)) {
          const version = { 'if-match': '"0"' };
          const body =
            operation.body === null ? undefined : validBody(operation, stage.world.ids, () => uuidv7());
          const answer =
            operation.form === null
              ? await caller[1].send(operation.method as 'GET', address, body, version)
              : await caller[1].upload(address, {});
          const fault = faultOf(answer, stage.canaries) ?? judge(answer, address);
          if (fault !== null) faults.push(`${operation.route} ${address.slice(0, 200)}: ${fault}`);
        }
      }
    });
    return faults;
  };

  const withParameter = (address: string, name: string, value: string) =>
    `${address}${address.includes('?') ? '&' : '?'}${name}=${value}`;
  const reads = () => stage.operations.filter(({ method }) => method === 'GET');

  it('filters take every value as a plain one, or refuse it', async () => {
    const filtersOf = (operation: Operation) =>
      operation.queryParameters.filter(({ name }) => !['sort', 'skip', 'limit', 'offset'].includes(name));
    const faults = await faultsOf(
      stage.operations.filter((operation) => filtersOf(operation).length > 0),
      (operation) => {
        const address = addressOf(stage, operation);
        return filtersOf(operation).flatMap(({ name, schema }) => [
          ...(isPlainText(schema) ? IN_ADDRESS : MALFORMED).map((value) =>
            withParameter(address, name, value),
          ),
          withParameter(address, name, ''),
          withParameter(address, `${name}[]`, 'x'),
          withParameter(address, `${name}[$ne]`, 'x'),
          withParameter(address, `${name}=x&${name}=y&${name}`, 'z'),
          withParameter(address, `${name}=&${name}`, '%00'),
        ]);
      },
      (answer) => ([200, 400, 404, 412].includes(answer.status) ? null : `status ${answer.status}`),
    );
    expect(faults).toEqual([]);
  });

  it('sort takes the fields of the contract, once or more, and nothing else', async () => {
    const sortable = reads().filter(({ queryParameters }) =>
      queryParameters.some(({ name }) => name === 'sort'),
    );
    expect(sortable.length).toBeGreaterThan(20);
    const faults = await faultsOf(
      sortable,
      (operation) =>
        [...NO_SORT_FIELDS.map(encodeURIComponent), ...MALFORMED, 'id&sort=id'].map((value) =>
          withParameter(addressOf(stage, operation), 'sort', value),
        ),
      (answer) =>
        answer.status === 400 && answer.body.error_code === 'VAL_003' ? null : `status ${answer.status}`,
    );
    expect(faults).toEqual([]);
  });

  it('skip and limit take whole numbers, only', async () => {
    const faults = await faultsOf(
      reads(),
      (operation) =>
        operation.queryParameters
          .filter(({ name }) => ['skip', 'limit', 'offset'].includes(name))
          .flatMap(({ name }) =>
            [...PAGES, ...MALFORMED.filter((value) => !/^\d+$/.test(value))].map((value) =>
              withParameter(addressOf(stage, operation), name, value.replace('PARAM', name)),
            ),
          ),
      (answer) => (answer.status === 400 ? null : `status ${answer.status}`),
    );
    expect(faults).toEqual([]);
  });

  it('an id that is none is refused as malformed, or is not found', async () => {
    const faults = await faultsOf(
      stage.operations,
      (operation) => operation.pathParameters.flatMap(({ name }) => pathsWith(operation, name)),
      (answer) =>
        answer.status === 404 || (answer.status === 400 && answer.body.error_code === 'VAL_003')
          ? null
          : `status ${answer.status} ${answer.body?.error_code as string}`,
    );
    expect(faults).toEqual([]);
  });

  /** The address of a route with one of its path parameters replaced by each malformed value. */
  const pathsWith = (operation: Operation, parameter: string): string[] => {
    const segments = (addressOf(stage, operation).split('?')[0] ?? '').split('/');
    const place = operation.path.split('/').indexOf(`{${parameter}}`);
    const own = segments[place] ?? '';
    const values = [...IN_ADDRESS, `${own}x`, `${own}%0a`, `%20${own}`, `{${own}}`, own.slice(1)];
    return values.map((value) => segments.with(place, value).join('/'));
  };
});
