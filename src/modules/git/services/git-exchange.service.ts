import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { type GitAnswer, GitHttpBackend, type GitService } from '../../../platform/git/git-http-backend.js';
import { GitMissingError } from '../../../platform/git/git.errors.js';
import { gitErrors } from '../git.errors.js';
import { GitAccessService } from './git-access.service.js';
import { readGitAddress } from './repository-address.js';
import { RepositorySpace } from './repository-space.js';

/** What a client sends to a service of git. */
export interface SentExchange {
  /** Null when it was no request of git. */
  body: Readable | null;
  gzip: boolean;
  contentType: string | null;
  protocol: string | null;
}

/** Requests of git clients: whose, to which repository, and whether they may. */
@Injectable()
export class GitExchangeService {
  constructor(
    private readonly access: GitAccessService,
    private readonly space: RepositorySpace,
    private readonly backend: GitHttpBackend,
  ) {}

  /** The branches of a repository, the first step of every fetch and push. */
  async refs(
    actor: Actor,
    path: string,
    asked: { service: string | undefined; protocol: string | null },
  ): Promise<GitAnswer> {
    const address = readGitAddress(path);
    if (address?.what !== 'info/refs') throw gitErrors.repositoryNotFound();
    if (!isService(asked.service)) throw gitErrors.unknownService();
    const writes = asked.service === 'git-receive-pack';
    const repository = await this.access.require(actor, address, writes);
    return this.serve({
      key: await this.space.ensure(repository),
      service: asked.service,
      body: null,
      gzip: false,
      contentType: null,
      protocol: asked.protocol,
      username: actor.username,
    });
  }

  /** The second step: packs in one or the other direction. */
  async exchange(actor: Actor, path: string, sent: SentExchange): Promise<GitAnswer> {
    const address = readGitAddress(path);
    if (address === null || address.what === 'info/refs') throw gitErrors.repositoryNotFound();
    const repository = await this.access.require(actor, address, address.what === 'git-receive-pack');
    if (sent.body === null) throw gitErrors.wrongMediaType();
    const key = await this.space.ensure(repository);
    return this.serve({ key, service: address.what, username: actor.username, ...sent });
  }

  private async serve(exchange: Parameters<GitHttpBackend['serve']>[0]): Promise<GitAnswer> {
    try {
      return await this.backend.serve(exchange);
    } catch (error) {
      throw error instanceof GitMissingError ? gitErrors.gitMissing(error) : error;
    }
  }
}

function isService(name: string | undefined): name is GitService {
  return name === 'git-upload-pack' || name === 'git-receive-pack';
}
