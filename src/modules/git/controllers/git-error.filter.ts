import { type ArgumentsHost, Catch } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ErrorFilter } from '../../../platform/http/error.filter.js';

/** Failures in the form that git shows to people: one line of text; 401 asks for a password. */
@Catch()
export class GitErrorFilter extends ErrorFilter {
  override catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const error = this.understand(exception, http.getRequest<FastifyRequest>());
    const reply = http.getResponse<FastifyReply>();
    if (error.status === 401) void reply.header('www-authenticate', 'Basic realm="Lectern"');
    if (error.status === 413) void reply.header('connection', 'close');
    void reply
      .status(error.status)
      .headers(error.headers)
      .header('content-type', 'text/plain; charset=utf-8')
      .send(error.status === 401 ? 'HTTP Basic: Access denied\n' : `${error.message}\n`);
  }
}
