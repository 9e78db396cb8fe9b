import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import type { GitAnswer } from '../../../platform/git/git-http-backend.js';
import { gitPath, gitRefsQuery, type GitRefsQuery } from '../schemas/git-exchange.schema.js';
import { GitExchangeService } from '../services/git-exchange.service.js';
import { GitErrorFilter } from './git-error.filter.js';

const EVERYTHING = { description: 'What git http-backend answers', content: { '*/*': {} } };

/** Git over HTTP: clone, fetch and push with any git client. The path is that of a repository, see `GitInfo`. */
@ApiTags('git')
@Controller('git')
@UseFilters(GitErrorFilter)
export class GitController {
  constructor(private readonly exchanges: GitExchangeService) {}

  @Get('*')
  @ApiOperation({ summary: 'List the branches of a repository, for git clients' })
  @Allow('git.refs')
  @ApiProduces('application/x-git-upload-pack-advertisement', 'application/x-git-receive-pack-advertisement')
  @ApiResponse({ status: 200, ...EVERYTHING })
  async refs(
    @Caller() actor: Actor,
    @Param('*', { schema: gitPath }) path: string,
    @Query({ schema: gitRefsQuery }) { service }: GitRefsQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const protocol = protocolOf(request);
    await send(reply, await this.exchanges.refs(actor, path, { service, protocol }));
  }

  @Post('*')
  @ApiOperation({ summary: 'Fetch from or push to a repository, for git clients' })
  @Allow('git.exchange')
  @HttpCode(200)
  @RouteConfig({ gitStream: true })
  @ApiConsumes('application/x-git-upload-pack-request', 'application/x-git-receive-pack-request')
  @ApiResponse({ status: 200, ...EVERYTHING })
  async exchange(
    @Caller() actor: Actor,
    @Param('*', { schema: gitPath }) path: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.exchanges.exchange(actor, path, {
      body: request.body instanceof Readable ? request.body : null,
      gzip: /^(x-)?gzip$/i.test(request.headers['content-encoding'] ?? ''),
      contentType: request.headers['content-type'] ?? null,
      protocol: protocolOf(request),
    });
    await send(reply, answer);
  }
}

function protocolOf(request: FastifyRequest): string | null {
  const header = request.headers['git-protocol'];
  return typeof header === 'string' ? header : null;
}

/** The body is a stream; who goes away ends it. */
async function send(reply: FastifyReply, answer: GitAnswer): Promise<void> {
  const type = answer.headers['content-type'] ?? 'application/octet-stream';
  await reply.status(answer.status).header('content-type', type).send(answer.body);
}
