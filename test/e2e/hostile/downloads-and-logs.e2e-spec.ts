import { Logger, type LoggerService } from '@nestjs/common';
import sql, { raw } from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { exampleFiles } from '../../factories/example.js';
import { addressOf, callersOf, type Stage, startStage } from './stage.js';
import { leakOf } from './verdict.js';

/** Keeps every line that the application logs. */
class LogKeeper implements LoggerService {
  readonly lines: string[] = [];
  log = (...parts: unknown[]) => void this.lines.push(parts.map(String).join(' '));
  error = this.log;
  warn = this.log;
  debug = this.log;
  verbose = this.log;
  fatal = this.log;
}

describe('what leaves the server', () => {
  let stage: Stage;
  let log: LogKeeper;
  beforeAll(async () => {
    stage = await startStage();
    log = new LogKeeper();
    Logger.overrideLogger(log);
  });
  afterAll(async () => {
    Logger.overrideLogger(false);
    await stage.close();
  });

  it('downloads: each is an attachment that no browser opens, sniffs or runs', async () => {
    const downloads = stage.operations.filter(({ file }) => file !== null);
    expect(downloads.length).toBeGreaterThanOrEqual(5);
    const told = await Promise.all(
      downloads.map(async (operation) => {
        const { status, headers } = (await callersOf(stage, operation)[0]?.[1].get(
          addressOf(stage, operation),
        ))!;
        return {
          route: operation.route,
          status,
          type: headers['content-type'],
          isAttachment: /^attachment; filename="[A-Za-z0-9_.-]+"$/.test(headers['content-disposition'] ?? ''),
          sniff: headers['x-content-type-options'],
          csp: headers['content-security-policy'],
          cache: headers['cache-control'],
          hasLength: Number(headers['content-length']) > 0,
          hasTag: /^"[^"]+"$/.test(headers['etag'] ?? ''),
        };
      }),
    );
    expect(told).toEqual(
      downloads.map(({ route, file }) => ({
        route,
        status: 200,
        type: file,
        isAttachment: true,
        sniff: 'nosniff',
        csp: "sandbox; default-src 'none'",
        cache: 'no-store',
        hasLength: true,
        hasTag: true,
      })),
    );
  });

  it('answers of JSON and errors are never sniffed either', async () => {
    const answers = await Promise.all([
      stage.t.admin.get('/users'),
      stage.t.admin.get('/users/x'),
      stage.t.anonymous.get('/nothing-here'),
      stage.t.anonymous.get('/user'),
    ]);
    for (const { headers } of answers) {
      expect([headers['x-content-type-options'], headers['content-type']]).toEqual([
        'nosniff',
        'application/json; charset=utf-8',
      ]);
    }
  });

  it('errors and logs: no password, token, lease or path, whatever fails', async () => {
    const [secret = ''] = stage.canaries;
    const { admin, anonymous } = stage.t;
    const student = stage.world.clients.student;
    const forged = `ctp_${'A'.repeat(32)}`;
    const answers = [
      await anonymous.post('/auth/login', { username: 'admin', password: `${secret}!` }),
      await anonymous.post('/auth/login', { username: secret, password: secret }),
      await anonymous.post('/auth/refresh/local', { refresh_token: secret }),
      await anonymous.with({ 'x-api-token': forged }).get('/user'),
      await anonymous.with({ authorization: `Bearer ${secret}` }).get('/user'),
      await anonymous
        .with({ authorization: `Basic ${Buffer.from(`admin:${secret}!`).toString('base64')}` })
        .get('/user'),
      await student.post('/user/password', { password: secret.slice(0, 9), password_old: secret }),
      await student.get(`/users/${secret}?token=${secret}`),
      await admin.post('/service-accounts', { slug: 'x', name: 'x', service_type: 'none', password: secret }),
      await admin.post('/example-repositories', {
        name: 'x',
        source_url: 'x',
        access_credentials: secret,
        organization_id: 'x',
      }),
      await stage.world.clients.service.post(`/jobs/${stage.world.ids['job']}/complete`, {
        lease: stage.world.ids['lease'],
      }),
      await admin.send('POST', '/organizations', `{"title":"${secret}"`, {
        'content-type': 'application/json',
      }),
    ];
    expect(answers.map(({ status }) => status).filter((status) => status < 400 || status >= 500)).toEqual([]);
    const secrets = [...stage.canaries, forged];
    expect(answers.map((answer) => leakOf(answer, secrets)).filter((leak) => leak !== null)).toEqual([]);
    expect(log.lines.filter((line) => secrets.some((canary) => line.includes(canary)))).toEqual([]);
  });

  it('a fault of the server tells its number, the log tells the rest, neither tells what was sent', async () => {
    const tx = stage.t.get(Transaction);
    const [secret = ''] = stage.canaries;
    const hidden = [
      {
        table: 'course.course_groups',
        path: '/course-groups',
        body: { course_id: stage.world.ids['course'], title: secret },
      },
      { table: 'auth.api_tokens', path: '/api-tokens', body: { name: secret } },
      {
        table: 'example.example_versions',
        path: '/examples/upload',
        body: {
          repository_id: stage.world.ids['repository'],
          directory: 'd',
          files: { ...exampleFiles(), 'secret.txt': secret },
        },
      },
    ];
    for (const { table, path, body } of hidden) {
      await tx.execute(sql`ALTER TABLE ${raw(table)} RENAME TO away`);
      const answer = await stage.t.admin.post(path, body);
      await tx.execute(
        sql`ALTER TABLE ${raw(table.replace(/\..*/, '.away'))} RENAME TO ${raw(table.replace(/.*\./, ''))}`,
      );
      expect([path, answer.status, answer.body.error_code, leakOf(answer, stage.canaries)]).toEqual([
        path,
        500,
        'DB_002',
        null,
      ]);
      expect(log.lines.at(-1)).toContain(answer.headers['x-request-id']);
      expect(log.lines.at(-1)).toContain('does not exist');
    }
    expect(log.lines.filter((line) => stage.canaries.some((canary) => line.includes(canary)))).toEqual([]);
  });
});
